import type { Accepted, Item, Row } from "@symphony/contract";
import { CHUNK_ATTEMPTS } from "@symphony/messaging";
import { isWanted } from "./chunk-in-hand.ts";
import type { Chunk, ChunkDeps } from "./chunk-in-hand.ts";
import { countRow } from "./count-row.ts";
import { errorRow, verdictRow } from "./row.ts";
import { Unjudgeable } from "./unjudgeable.ts";

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
    if (begun > 0 && (row === undefined || row === "left" || row === "alone"))
      await attempts.takeBack(accepted.batch_id, generation, seq);
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
async function judgeItem(deps: ChunkDeps, chunk: Chunk, item: Item, attempts: number): Promise<Row | "left" | "retry"> {
  const { accepted, threshold } = chunk;
  const begun = performance.now();
  let waited = 0;
  const facts = () => ({ accepted, item, attempts, milliseconds: performance.now() - begun - waited });
  if (attempts > BEGUN_MAX)
    return errorRow(facts(), "decoder_crashed", "Judging this image was begun again and again and never ended.");
  try {
    const image = await deps.images.open(accepted, item);
    try {
      const thumbnail = deps.store.thumbnailPath(accepted.batch_id, item.seq);
      const ready = performance.now();
      const judgement = await chunk.judging(item.seq, async () => {
        waited = performance.now() - ready;
        const wanted = !deps.isStopping() && (await isWanted(deps, chunk));
        return wanted ? deps.judge.judge(image.path, { thumbnail, threshold }) : undefined;
      });
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
  const {
    Is_Valid: verdict,
    Error_Category: category,
    Detected_By: stage,
    Processing_Ms: ms,
    Attempts: attempts,
  } = row.result;
  deps.logger.debug({ batch: accepted.batch_id, item: item.seq, verdict, category, stage, attempts, ms }, "item:done");
  if (counted.counted) deps.metrics.judged(row.result, accepted.kind);
  if (counted.processed === counted.total) await deps.queues.addFinish(accepted.batch_id);
}
