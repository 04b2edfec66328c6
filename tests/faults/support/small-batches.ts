import { randomUUID } from "node:crypto";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchManifest, BatchStore, ResultRecord, Staging } from "@symphony/batch-store";

async function commit(store: BatchStore, add: (staging: Staging) => Promise<unknown>): Promise<BatchManifest> {
  const staging = await store.openStaging();
  await add(staging);
  const created_at = new Date().toISOString();
  const details = { batch_id: randomUUID(), client_id: null, email: null, chunk_size: 10, created_at, single: false };
  const manifest = await staging.commit(details);
  await staging.discard();
  return manifest;
}

/** Commits a batch of files that hold their names. */
export function commitFiles(store: BatchStore, names: readonly string[]): Promise<BatchManifest> {
  const bytesOf = async function* (name: string) {
    yield Buffer.from(name);
  };
  return commit(store, (staging) => Promise.all(names.map((name) => staging.addFile(name, bytesOf(name), 1_000))));
}

export const commitUrls = (store: BatchStore, urls: readonly string[]): Promise<BatchManifest> =>
  commit(store, async (staging) => {
    for (const url of urls) staging.addUrl(url);
  });

/** The result of an item, valid or an error. */
export function resultOf({ batch_id }: BatchManifest, seq: number, name: string, isValid: boolean): ResultRecord {
  const result: ResultRecord["result"] = {
    Image_Path_or_URL: name,
    Is_Valid: isValid ? "Valid" : "Error",
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: isValid ? null : "It failed.",
    Error_Category: isValid ? null : "internal",
    Processing_Ms: 1,
    Attempts: 1,
  };
  return { seq, batch_id, processed_at: new Date().toISOString(), near_miss: null, image: null, result };
}

/** The name of something whose owner keeps no lease any more. */
export async function lapsedOwner(root: string): Promise<string> {
  const lease = randomUUID();
  await writeFile(join(root, ".leases", lease), "1");
  await utimes(join(root, ".leases", lease), 0, 0);
  return `lease~${lease}~${Date.now()}~${randomUUID()}`;
}
