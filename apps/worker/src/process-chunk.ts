import pLimit from "p-limit";
import type { BatchStore } from "@symphony/batch-store";
import type { Accepted, ChunkJob, Item, Row } from "@symphony/contract";
import { CHUNK_ATTEMPTS } from "@symphony/messaging";
import type { Outcome, Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { FETCHED_IN_FLIGHT, JUDGED_IN_FLIGHT } from "./config.ts";
import { countRow } from "./count-row.ts";
import type { ImageSource } from "./image-source.ts";
import type { Judge } from "./judge/open-judge.ts";
import { errorRow, verdictRow } from "./row.ts";
import { Unjudgeable } from "./unjudgeable.ts";

export interface ChunkDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  judge: Pick<Judge, "judge">;
  images: ImageSource;
  logger: Logger;
  /** Whether the worker is about to stop: images not begun are left to others. */
  isStopping(): boolean;
  /** Called after each row, for the pending list. */
  onProgress(accepted: Accepted): void;
}

/** Some images failed for a passing reason; thrown so that the queue tries the chunk again after a pause. */
export class RetryLater extends Error {
  override name = "RetryLater";
}

type ItemOutcome = "done" | "left" | "retry";

/**
 * The job: judges the images of a chunk that have no row yet. It may run twice, on two workers at once:
 * a row is put in place once and counted once, whoever comes second finds it there.
 */
export function createChunkProcessor(deps: ChunkDeps): (job: ChunkJob) => Promise<Outcome> {
  const judging = pLimit(JUDGED_IN_FLIGHT);
  const fetching = pLimit(FETCHED_IN_FLIGHT);

  return async (job) => {
    const { store, progress } = deps;
    const accepted = await store.accepted(job.batchId);
    if (accepted === undefined || (await store.final(job.batchId)) !== undefined) return "done";
    // All of them come to rest before the job ends, also when one throws: no image is worked on without a job.
    const gate = accepted.kind === "urls" ? fetching : judging;
    const settled = await Promise.allSettled(job.itemIds.map((seq) => gate(() => processItem(deps, judging, accepted, seq))));
    const outcomes = settled.map((each) => {
      if (each.status === "rejected") throw each.reason;
      return each.value;
    });
    if (outcomes.includes("left")) return "give-back";
    const retries = outcomes.filter((outcome) => outcome === "retry").length;
    if (retries === 0) return "done";
    await progress.retryStarted(accepted, retries);
    throw new RetryLater(`${retries} of ${job.itemIds.length} images are to be tried again`);
  };
}

async function processItem(deps: ChunkDeps, judging: ReturnType<typeof pLimit>, accepted: Accepted, seq: number): Promise<ItemOutcome> {
  const { store } = deps;
  if (deps.isStopping()) return "left";
  const item = await store.item(accepted.batch_id, seq);
  const known = await store.rows.read(accepted.batch_id, seq);
  if (known !== undefined) {
    await store.rows.sync(accepted.batch_id, seq);
    await settle(deps, accepted, item, known);
    return "done";
  }
  const row = await judgeItem(deps, judging, accepted, item);
  if (typeof row === "string") return row;
  const won = await store.rows.commit(row);
  await settle(deps, accepted, item, won ? row : ((await store.rows.read(accepted.batch_id, seq)) ?? row));
  return "done";
}

/** From bytes to a row; a bad image is a row too. Without a row the item is left, or to be tried again. */
async function judgeItem(deps: ChunkDeps, judging: ReturnType<typeof pLimit>, accepted: Accepted, item: Item): Promise<Row | "left" | "retry"> {
  const begun = performance.now();
  const attempts = await deps.store.attempts.begin(accepted.batch_id, item.seq);
  const facts = () => ({ accepted, item, attempts, milliseconds: performance.now() - begun });
  try {
    const image = await deps.images.open(accepted, item);
    try {
      const judge = async () => (deps.isStopping() ? undefined : deps.judge.judge(image.path));
      const judgement = await (accepted.kind === "urls" ? judging(judge) : judge());
      return judgement === undefined ? "left" : verdictRow(facts(), judgement);
    } finally {
      await image.release();
    }
  } catch (error) {
    if (!(error instanceof Unjudgeable)) throw error;
    if (error.transient && attempts < CHUNK_ATTEMPTS) {
      deps.logger.info({ batch: accepted.batch_id, item: item.seq, attempts, category: error.category }, "item:retry");
      return "retry";
    }
    return errorRow(facts(), error.category, error.message);
  }
}

/** What follows a durable row, in the one order that loses nothing: bytes away, then counted and told. */
async function settle(deps: ChunkDeps, accepted: Accepted, item: Item, row: Row): Promise<void> {
  await deps.store.removePayload(accepted.batch_id, item);
  await deps.store.attempts.forget(accepted.batch_id, item.seq);
  deps.onProgress(accepted);
  const counted = await countRow(deps, accepted, row);
  if (counted.processed === counted.total) await deps.queues.addFinish(accepted.batch_id);
}
