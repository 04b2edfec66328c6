import { join } from "node:path";
import type { BatchId, Item, ItemKind } from "@symphony/contract";

/** Rows and item lists are spread over folders and files of this many items. */
export const SHARD_SIZE = 1000;

/** The folder or file that holds item `seq` among its thousand. */
export const shardName = (seq: number): string => String(Math.floor(seq / SHARD_SIZE)).padStart(6, "0");

/** Every path below `exports/`, built here and nowhere else. */
export function createPaths(root: string) {
  const batch = (id: BatchId): string => join(root, id);
  return {
    root,
    staging: join(root, ".staging"),
    announced: join(root, ".announced"),
    trash: join(root, ".trash"),
    reserve: join(root, ".reserve"),
    announcement: (id: BatchId): string => join(root, ".announced", `${id}.json`),
    submissions: join(root, ".submissions"),
    submission: (key: string): string => join(root, ".submissions", `${key}.json`),
    /** Says that the batch of a submission was there and is gone. */
    submissionGone: (key: string): string => join(root, ".submissions", `${key}.gone`),
    trashed: (id: BatchId): string => join(root, ".trash", id),
    batch,
    ...batchLayout(batch),
  };
}
export type Paths = ReturnType<typeof createPaths>;

const resultsName = (generation: number): string => (generation === 0 ? "results" : `results.${generation}`);
const mailName = (generation: number): string => (generation === 0 ? "mail" : `mail.${generation}`);
const webhookName = (generation: number): string => (generation === 0 ? "webhook" : `webhook.${generation}`);

function batchLayout(batch: (id: BatchId) => string) {
  return {
    accepted: (id: BatchId): string => join(batch(id), "accepted.json"),
    metadata: (id: BatchId): string => join(batch(id), "metadata.json"),
    control: (id: BatchId): string => join(batch(id), "control.json"),
    retry: (id: BatchId, generation: number): string => join(batch(id), "retries", `${generation}.json`),
    final: (id: BatchId, generation: number): string =>
      join(batch(id), generation === 0 ? "final.json" : `final.${generation}.json`),
    mailIntent: (id: BatchId, generation: number): string => join(batch(id), `${mailName(generation)}.intent`),
    mailDone: (id: BatchId, generation: number): string => join(batch(id), `${mailName(generation)}.done`),
    webhookLog: (id: BatchId, generation: number): string => join(batch(id), `${webhookName(generation)}.log`),
    webhookDone: (id: BatchId, generation: number): string => join(batch(id), `${webhookName(generation)}.done`),
    csv: (id: BatchId): string => join(batch(id), "results.csv"),
    pendingList: (id: BatchId, kind: ItemKind): string => join(batch(id), `pending_${kind}.json`),
    payloads: (id: BatchId): string => join(batch(id), "pending_files"),
    payload: (id: BatchId, item: Item): string => join(batch(id), "pending_files", item.stored ?? ""),
    items: (id: BatchId, seq: number): string => join(batch(id), "items", `${shardName(seq)}.json`),
    /** Payloads of items that ended in an error, once the batch is finished: kept for another try. */
    failedPayloads: (id: BatchId): string => join(batch(id), "failed_files"),
    /** Payloads of judged items that a later stage may have to look at, for another threshold. */
    keptPayloads: (id: BatchId): string => join(batch(id), "kept_files"),
    keptPayload: (id: BatchId, item: Item): string => join(batch(id), "kept_files", item.stored ?? ""),
    /** A folder of rows in the making. */
    draft: (id: BatchId, name: string): string => join(batch(id), name),
    results: (id: BatchId, generation: number): string => join(batch(id), resultsName(generation)),
    resultShard: (id: BatchId, generation: number, seq: number): string =>
      join(batch(id), resultsName(generation), shardName(seq)),
    row: (id: BatchId, generation: number, seq: number): string =>
      join(batch(id), resultsName(generation), shardName(seq), `${seq}.json`),
    thumbnail: (id: BatchId, seq: number): string => join(batch(id), "thumbnails", shardName(seq), `${seq}.jpg`),
    attempts: (id: BatchId, generation: number, seq: number): string =>
      join(batch(id), "attempts", `${generation}-${shardName(seq)}`),
    attemptsDir: (id: BatchId): string => join(batch(id), "attempts"),
    scratch: (id: BatchId): string => join(batch(id), ".tmp"),
  };
}
