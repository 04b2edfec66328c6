import { hasStagesLeft } from "@symphony/batch-store";
import type { Item, ResultRecord } from "@symphony/batch-store";
import { recordProgress } from "../batch/record-progress.ts";
import { mayBegin } from "./chunk-context.ts";
import type { ChunkContext, ChunkDeps, ItemOutcome } from "./chunk-context.ts";
import { inspectItem } from "./inspect-item.ts";
import { countAttempt } from "./item-attempts.ts";
import type { CacheKey } from "./result-cache.ts";
import { reevaluate } from "./reevaluate.ts";

/**
 * Gives an item its result, and does what follows from it: re-evaluated, cached, or inspected, then committed, then
 * settled.
 *
 * @param isolated whether no other item of the chunk is in flight
 */
export async function processItem(
  deps: ChunkDeps,
  chunk: ChunkContext,
  seq: number,
  isolated = false,
): Promise<ItemOutcome> {
  const { manifest, brands, threshold } = chunk;
  if (!(await mayBegin(deps, chunk))) return "left";
  const item = await deps.store.item(manifest.batch_id, seq, chunk.run);
  const key = deps.cache.keyOf(item, threshold, brands);

  return chunk.singleFlight(key && `${key.sha256}:${key.inspectedBy}`, async () => {
    const existing = await findExisting(deps, chunk, seq);
    if (existing !== undefined) return settleExisting(deps, chunk, item, existing);
    const reevaluation = await reevaluated(deps, chunk, seq);
    if (reevaluation !== undefined) return commit(deps, chunk, item, reevaluation);
    const known = await deps.cache.get(key, manifest, item);
    if (known !== undefined) return commit(deps, chunk, item, known, key);

    return countAttempt(deps, chunk, seq, isolated, async (attempts) => {
      const record = await inspectItem(deps, chunk, item, attempts);
      if (typeof record === "string" || "deferMs" in record) return record;
      return commit(deps, chunk, item, record, key);
    });
  });
}

/** The result that an earlier attempt or another worker put in place; it is durable then. */
async function findExisting(
  { store }: ChunkDeps,
  { manifest, run }: ChunkContext,
  seq: number,
): Promise<ResultRecord | undefined> {
  const record = await store.results.read(manifest.batch_id, seq, run);
  if (record !== undefined) await store.results.sync(manifest.batch_id, seq, run);
  return record;
}

/** The earlier result under the threshold of this run, where that can be told without the image. */
async function reevaluated(
  { store }: ChunkDeps,
  { manifest, run, brands, threshold, reevaluates }: ChunkContext,
  seq: number,
): Promise<ResultRecord | undefined> {
  if (!reevaluates || threshold === undefined) return undefined;
  const previous = await store.results.newest(manifest.batch_id, seq, run - 1);
  return previous && reevaluate(previous, threshold, brands);
}

/** @param key where later images with the same bytes find the record, as long as its batch is kept */
async function commit(
  deps: ChunkDeps,
  chunk: ChunkContext,
  item: Item,
  record: ResultRecord,
  key?: CacheKey,
): Promise<ItemOutcome> {
  const { manifest, run } = chunk;
  const { results } = deps.store;
  if (!(await results.putIfAbsent(record, run)))
    return settleExisting(deps, chunk, item, (await results.read(manifest.batch_id, item.seq, run)) ?? record);
  await settle(deps, chunk, item, record);
  await deps.cache.put(key, manifest, run, record);
  return "done";
}

/** Settles a result that another worker put in place; nothing follows from one of a run that is over. */
async function settleExisting(
  deps: ChunkDeps,
  chunk: ChunkContext,
  item: Item,
  record: ResultRecord,
): Promise<ItemOutcome> {
  if ((await deps.store.control(chunk.manifest.batch_id)).run === chunk.run) await settle(deps, chunk, item, record);
  return "done";
}

/**
 * Does what follows from a durable result, in the order that loses nothing: removes the bytes, then counts and
 * publishes. The bytes of an image that ended in an error stay for a retry.
 */
async function settle(deps: ChunkDeps, { manifest }: ChunkContext, item: Item, record: ResultRecord): Promise<void> {
  const { payloads } = deps.store;
  const isKept = deps.keepOriginals || (deps.keepInspectedFiles && hasStagesLeft(record));
  if (isKept && record.result.Is_Valid !== "Error") await payloads.keep(manifest.batch_id, item);
  else if (record.result.Is_Valid !== "Error") await payloads.remove(manifest.batch_id, item);
  deps.pendingLists.note(manifest);
  const progress = await recordProgress(deps, manifest, record);
  const { Is_Valid, Error_Category, Detected_By, Processing_Ms, Attempts } = record.result;
  deps.logger.debug(
    {
      batch: manifest.batch_id,
      item: item.seq,
      verdict: Is_Valid,
      category: Error_Category,
      stage: Detected_By,
      attempts: Attempts,
      ms: Processing_Ms,
    },
    "item:done",
  );
  if (progress.counted) deps.metrics.finished(record.result, manifest.kind);
  if (progress.processed === progress.total) await deps.queues.addFinish(manifest.batch_id);
}
