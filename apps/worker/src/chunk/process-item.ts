import type { BatchManifest, Item, ResultRecord } from "@symphony/batch-store";
import { CHUNK_ATTEMPTS } from "@symphony/messaging";
import { isWanted } from "./chunk-context.ts";
import type { Chunk, ChunkDeps } from "./chunk-context.ts";
import { recordProgress } from "../batch/record-progress.ts";
import { errorRecord, verdictRecord } from "./result-record.ts";
import { ItemError } from "../item-error.ts";

/**
 * Beginnings without an end, which are deaths of whole workers, that an image outlives. What decoding or a model does
 * to the judge's process is dealt with there; this ends what takes the worker along, as running out of memory does
 * where a container goes as one. Before that the image is judged alone, so that its neighbours are not counted with it.
 */
const BEGUN_MAX = 50;
const BEGUN_TOGETHER_MAX = 10;

/** An item has its row, is left to others, is to be tried again, or is to be judged when nothing else is in hand. */
export type ItemOutcome = "done" | "left" | "retry" | "alone";

/**
 * Judges one image, unless it has its row already, and does what follows from the row.
 *
 * @param alone whether nothing else of the chunk is in hand
 */
export async function processItem(deps: ChunkDeps, chunk: Chunk, seq: number, alone = false): Promise<ItemOutcome> {
  const { manifest, run } = chunk;
  const { results, attempts } = deps.store;
  if (deps.isStopping() || !(await isWanted(deps, chunk))) return "left";
  const item = await deps.store.item(manifest.batch_id, seq);
  const known = await results.read(manifest.batch_id, seq, run);
  if (known !== undefined) {
    await results.sync(manifest.batch_id, seq, run);
    return settleOther(deps, chunk, item, known);
  }
  let [begun, won] = [0, false];
  const inspector = async () => {
    begun = await attempts.begin(manifest.batch_id, run, seq);
    return begun > BEGUN_TOGETHER_MAX && !alone ? "alone" : inspectItem(deps, chunk, item, begun);
  };
  const commit = async (made: ResultRecord): Promise<void> => {
    won = await results.commit(made, run);
  };
  let record: ResultRecord | Exclude<ItemOutcome, "done"> | undefined;
  try {
    record = await deps.answers.answer({ ...chunk, item }, inspector, commit);
  } finally {
    // This process lives: the beginning counts for nothing unless it came to a row, or failed in its own right.
    if (begun > 0 && (record === undefined || record === "left" || record === "alone"))
      await attempts.takeBack(manifest.batch_id, run, seq);
  }
  if (typeof record === "string") return record;
  if (!won) return settleOther(deps, chunk, item, (await results.read(manifest.batch_id, seq, run)) ?? record);
  await settle(deps, manifest, item, record);
  return "done";
}

/** What follows a row that somebody else put in place; nothing, when it belongs to a generation that is over. */
async function settleOther(
  deps: ChunkDeps,
  { manifest, run }: Chunk,
  item: Item,
  record: ResultRecord,
): Promise<"done"> {
  if ((await deps.store.control(manifest.batch_id)).run === run) await settle(deps, manifest, item, record);
  return "done";
}

/** From bytes to a row; a bad image is a row too. Without a row the item is left, or to be tried again. */
async function inspectItem(
  deps: ChunkDeps,
  chunk: Chunk,
  item: Item,
  attempts: number,
): Promise<ResultRecord | "left" | "retry"> {
  const { manifest, threshold } = chunk;
  const begun = performance.now();
  let waited = 0;
  const facts = () => ({ manifest, item, attempts, milliseconds: performance.now() - begun - waited });
  if (attempts > BEGUN_MAX)
    return errorRecord(facts(), "decoder_crashed", "Judging this image was begun again and again and never ended.");
  try {
    const image = await deps.images.open(manifest, item);
    try {
      const thumbnail = deps.store.thumbnailPath(manifest.batch_id, item.seq);
      const ready = performance.now();
      const judgement = await chunk.judging(item.seq, async () => {
        waited = performance.now() - ready;
        const wanted = !deps.isStopping() && (await isWanted(deps, chunk));
        return wanted ? deps.inspector.inspect(image.path, { thumbnail, threshold }) : undefined;
      });
      if (judgement === undefined) return "left";
      deps.metrics.stages(judgement.stage_ms);
      return verdictRecord(facts(), judgement);
    } finally {
      await image.release();
    }
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    if (error.transient && attempts < CHUNK_ATTEMPTS) {
      deps.logger.info({ batch: manifest.batch_id, item: item.seq, attempts, category: error.category }, "item:retry");
      deps.metrics.retried(error.category);
      return "retry";
    }
    return errorRecord(facts(), error.category, error.message);
  }
}

/**
 * What follows a durable row, in the one order that loses nothing: bytes away, then counted and told. The
 * bytes of an image that could not be judged stay, for people may want it tried again.
 */
async function settle(deps: ChunkDeps, manifest: BatchManifest, item: Item, record: ResultRecord): Promise<void> {
  if (deps.keepJudgedFiles && (record.stages_left ?? 0) > 0) await deps.store.keepPayload(manifest.batch_id, item);
  else if (record.result.Is_Valid !== "Error") await deps.store.removePayload(manifest.batch_id, item);
  deps.pendingLists.note(manifest);
  const counted = await recordProgress(deps, manifest, record);
  const {
    Is_Valid: verdict,
    Error_Category: category,
    Detected_By: stage,
    Processing_Ms: ms,
    Attempts: attempts,
  } = record.result;
  deps.logger.debug({ batch: manifest.batch_id, item: item.seq, verdict, category, stage, attempts, ms }, "item:done");
  if (counted.counted) deps.metrics.judged(record.result, manifest.kind);
  if (counted.processed === counted.total) await deps.queues.addFinish(manifest.batch_id);
}
