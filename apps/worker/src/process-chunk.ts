import pLimit from "p-limit";
import type { BatchStore } from "@symphony/batch-store";
import type { Accepted, Item, Row } from "@symphony/contract";
import { CHUNK_ATTEMPTS } from "@symphony/messaging";
import type { ChunkHandler, Outcome, Progress, Queues } from "@symphony/messaging";
import { traced } from "@symphony/service";
import type { Logger } from "@symphony/service";
import type { AnswerBook } from "./answer-book.ts";
import { FETCHED_IN_FLIGHT, JUDGED_IN_FLIGHT } from "./config.ts";
import { countRow } from "./count-row.ts";
import type { ImageSource } from "./image-source.ts";
import type { Judge } from "./judge/open-judge.ts";
import type { PendingKeeper } from "./pending-keeper.ts";
import { errorRow, verdictRow } from "./row.ts";
import { Unjudgeable } from "./unjudgeable.ts";
import type { WorkerMetrics } from "./worker-metrics.ts";

export interface ChunkDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  judge: Pick<Judge, "judge">;
  images: ImageSource;
  answers: AnswerBook;
  keeper: PendingKeeper;
  logger: Logger;
  metrics: WorkerMetrics;
  /** Whether images that a later stage has not seen are kept for another threshold. */
  keepJudgedFiles: boolean;
  /** Whether the worker is about to stop: images not begun are left to others. */
  isStopping(): boolean;
}

/** Some images failed for a passing reason; thrown so that the queue tries the chunk again after a pause. */
export class RetryLater extends Error {
  override name = "RetryLater";
}

/**
 * Beginnings without an end, which are deaths of whole workers, that an image outlives. What decoding or a model does
 * to the judge's process is dealt with there; this ends what takes the worker along, as running out of memory does
 * where a container goes as one. Before that the image is judged alone, so that its neighbours are not counted with it.
 */
const BEGUN_MAX = 50;
const BEGUN_TOGETHER_MAX = 10;
/** How long it is believed that a chunk is wanted: people who pause a batch wait no longer. */
const CONTROL_MAX_AGE_MS = 250;

type ItemOutcome = "done" | "left" | "retry" | "alone";

/** A chunk in hand. */
interface Chunk {
  accepted: Accepted;
  generation: number;
  /** For every stage, where people applied another one than the stages' own. */
  threshold: number | undefined;
  /** When its control was last read, on the clock of `performance.now()`. */
  readAt: number;
  judging: ReturnType<typeof pLimit>;
}

/**
 * The job: judges the images of a chunk that have no row yet. It may run twice, on two workers at once:
 * a row is put in place once and counted once, whoever comes second finds it there.
 */
export function createChunkProcessor(deps: ChunkDeps): ChunkHandler {
  const judging = pLimit(JUDGED_IN_FLIGHT);
  const fetching = pLimit(FETCHED_IN_FLIGHT);

  return async (job, onEnding) => {
    const accepted = await deps.store.accepted(job.batchId);
    if (accepted === undefined || (await deps.store.final(job.batchId)) !== undefined) return "done";
    const { threshold } = await deps.store.control(job.batchId);
    const begun = performance.now();
    const chunk: Chunk = { accepted, generation: job.generation, threshold, readAt: -Infinity, judging };
    // All of them come to rest before the job ends, also when one throws: no image is worked on without a job.
    const gate = accepted.kind === "urls" ? fetching : judging;
    const last = job.itemIds.at(-1);
    const begin = (seq: number): Promise<ItemOutcome> => {
      if (seq === last) onEnding();
      return traced("item", { batch: job.batchId, item: seq }, () => processItem(deps, chunk, seq));
    };
    const settled = await Promise.allSettled(job.itemIds.map((seq) => gate(begin, seq)));
    const outcomes = settled.map((each) => {
      if (each.status === "rejected") throw each.reason;
      return each.value;
    });
    for (const [i, seq] of job.itemIds.entries()) {
      if (outcomes[i] === "alone") outcomes[i] = await processItem(deps, chunk, seq, true);
    }
    const retries = outcomes.filter((outcome) => outcome === "retry").length;
    const ms = Math.round(performance.now() - begun);
    deps.logger.info({ batch: job.batchId, chunk: job.chunk, part: job.part, generation: job.generation, items: job.itemIds.length, retries, ms }, "chunk:done");
    if (outcomes.includes("left")) return leave(deps, chunk);
    if (retries === 0) return "done";
    await deps.progress.retryStarted(accepted, retries);
    throw new RetryLater(`${retries} of ${job.itemIds.length} images are to be tried again`);
  };
}

/** A stopping worker gives the chunk back. One of a batch that is paused or over ends: who resumes enqueues anew. */
async function leave(deps: ChunkDeps, chunk: Chunk): Promise<Outcome> {
  await deps.keeper.refresh(chunk.accepted);
  return (await isWanted(deps, chunk)) ? "give-back" : "done";
}

/** Whether the chunk's images are still to be judged; asked before each, and the answer is believed for a moment. */
async function isWanted(deps: ChunkDeps, chunk: Chunk): Promise<boolean> {
  if (performance.now() - chunk.readAt < CONTROL_MAX_AGE_MS) return true;
  const { status, generation } = await deps.store.control(chunk.accepted.batch_id);
  const wanted = status === "processing" && generation === chunk.generation;
  chunk.readAt = wanted ? performance.now() : -Infinity;
  return wanted;
}

/** @param alone whether nothing else of the chunk is in hand */
async function processItem(deps: ChunkDeps, chunk: Chunk, seq: number, alone = false): Promise<ItemOutcome> {
  const { accepted, generation } = chunk;
  const { rows, attempts } = deps.store;
  if (deps.isStopping() || !(await isWanted(deps, chunk))) return "left";
  const item = await deps.store.item(accepted.batch_id, seq);
  const known = await rows.read(accepted.batch_id, seq, generation);
  if (known !== undefined) {
    await rows.sync(accepted.batch_id, seq, generation);
    return settleOther(deps, chunk, item, known);
  }
  let [begun, won] = [0, false];
  const judge = async () => {
    begun = await attempts.begin(accepted.batch_id, generation, seq);
    return begun > BEGUN_TOGETHER_MAX && !alone ? "alone" : judgeItem(deps, chunk, item, begun);
  };
  const commit = async (made: Row): Promise<void> => {
    won = await rows.commit(made, generation);
  };
  let row: Row | Exclude<ItemOutcome, "done"> | undefined;
  try {
    row = await deps.answers.answer({ ...chunk, item }, judge, commit);
  } finally {
    // This process lives: the beginning counts for nothing unless it came to a row, or failed in its own right.
    if (begun > 0 && (row === undefined || row === "left" || row === "alone")) await attempts.takeBack(accepted.batch_id, generation, seq);
  }
  if (typeof row === "string") return row;
  if (!won) return settleOther(deps, chunk, item, (await rows.read(accepted.batch_id, seq, generation)) ?? row);
  await settle(deps, accepted, item, row);
  return "done";
}

/** What follows a row that somebody else put in place; nothing, when it belongs to a generation that is over. */
async function settleOther(deps: ChunkDeps, { accepted, generation }: Chunk, item: Item, row: Row): Promise<"done"> {
  if ((await deps.store.control(accepted.batch_id)).generation === generation) await settle(deps, accepted, item, row);
  return "done";
}

/** From bytes to a row; a bad image is a row too. Without a row the item is left, or to be tried again. */
async function judgeItem(deps: ChunkDeps, { accepted, threshold, judging }: Chunk, item: Item, attempts: number): Promise<Row | "left" | "retry"> {
  const begun = performance.now();
  const facts = () => ({ accepted, item, attempts, milliseconds: performance.now() - begun });
  if (attempts > BEGUN_MAX) return errorRow(facts(), "decoder_crashed", "Judging this image was begun again and again and never ended.");
  try {
    const image = await deps.images.open(accepted, item);
    try {
      const thumbnail = deps.store.thumbnailPath(accepted.batch_id, item.seq);
      const judge = async () => (deps.isStopping() ? undefined : deps.judge.judge(image.path, { thumbnail, threshold }));
      const judgement = await (accepted.kind === "urls" ? judging(judge) : judge());
      if (judgement === undefined) return "left";
      deps.metrics.stages(judgement.stage_ms);
      return verdictRow(facts(), judgement);
    } finally {
      await image.release();
    }
  } catch (error) {
    if (!(error instanceof Unjudgeable)) throw error;
    if (error.transient && attempts < CHUNK_ATTEMPTS) {
      deps.logger.info({ batch: accepted.batch_id, item: item.seq, attempts, category: error.category }, "item:retry");
      deps.metrics.retried(error.category);
      return "retry";
    }
    return errorRow(facts(), error.category, error.message);
  }
}

/**
 * What follows a durable row, in the one order that loses nothing: bytes away, then counted and told. The
 * bytes of an image that could not be judged stay, for people may want it tried again.
 */
async function settle(deps: ChunkDeps, accepted: Accepted, item: Item, row: Row): Promise<void> {
  if (deps.keepJudgedFiles && (row.stages_left ?? 0) > 0) await deps.store.keepPayload(accepted.batch_id, item);
  else if (row.result.Is_Valid !== "Error") await deps.store.removePayload(accepted.batch_id, item);
  deps.keeper.note(accepted);
  const counted = await countRow(deps, accepted, row);
  const { Is_Valid: verdict, Error_Category: category, Detected_By: stage, Processing_Ms: ms, Attempts: attempts } = row.result;
  deps.logger.debug({ batch: accepted.batch_id, item: item.seq, verdict, category, stage, attempts, ms }, "item:done");
  if (counted.counted) deps.metrics.judged(row.result, accepted.kind);
  if (counted.processed === counted.total) await deps.queues.addFinish(accepted.batch_id);
}
