import type { Item, ItemKind } from "../intake/manifest.ts";
import { join } from "node:path";
import type { BatchId } from "@symphony/contract";

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
    draft: (id: BatchId): string => join(root, ".announced", `${id}.json`),
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

const resultsName = (run: number): string => (run === 0 ? "results" : `results.${run}`);
const mailName = (run: number): string => (run === 0 ? "mail" : `mail.${run}`);
const webhookName = (run: number): string => (run === 0 ? "webhook" : `webhook.${run}`);

function batchLayout(batch: (id: BatchId) => string) {
  return {
    manifest: (id: BatchId): string => join(batch(id), "accepted.json"),
    metadata: (id: BatchId): string => join(batch(id), "metadata.json"),
    control: (id: BatchId): string => join(batch(id), "control.json"),
    runRecord: (id: BatchId, run: number): string => join(batch(id), "retries", `${run}.json`),
    final: (id: BatchId, run: number): string => join(batch(id), run === 0 ? "final.json" : `final.${run}.json`),
    mailIntent: (id: BatchId, run: number): string => join(batch(id), `${mailName(run)}.intent`),
    mailDone: (id: BatchId, run: number): string => join(batch(id), `${mailName(run)}.done`),
    webhookLog: (id: BatchId, run: number): string => join(batch(id), `${webhookName(run)}.log`),
    webhookDone: (id: BatchId, run: number): string => join(batch(id), `${webhookName(run)}.done`),
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
    runDraft: (id: BatchId, name: string): string => join(batch(id), name),
    results: (id: BatchId, run: number): string => join(batch(id), resultsName(run)),
    resultShard: (id: BatchId, run: number, seq: number): string => join(batch(id), resultsName(run), shardName(seq)),
    record: (id: BatchId, run: number, seq: number): string =>
      join(batch(id), resultsName(run), shardName(seq), `${seq}.json`),
    thumbnail: (id: BatchId, seq: number): string => join(batch(id), "thumbnails", shardName(seq), `${seq}.jpg`),
    attempts: (id: BatchId, run: number, seq: number): string =>
      join(batch(id), "attempts", `${run}-${shardName(seq)}`),
    attemptsDir: (id: BatchId): string => join(batch(id), "attempts"),
    scratch: (id: BatchId): string => join(batch(id), ".tmp"),
  };
}
