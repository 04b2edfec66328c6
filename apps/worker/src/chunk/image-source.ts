import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { StoreError } from "@symphony/batch-store";
import type { BatchManifest, BatchStore, Item, LocalFile } from "@symphony/batch-store";
import type { FairFetcher } from "../fetch/fair-fetcher.ts";
import { ItemError } from "../item-error.ts";

/** Where the bytes of an item come from: the store, or a URL. */
export interface ImageSource {
  /** @throws {ItemError} when the stored file is gone @throws {FetchError} when the URL gives no image */
  open(manifest: BatchManifest, item: Item): Promise<LocalFile>;
  close(): Promise<void>;
}

/** @param scratch a folder of this process alone; emptied now and removed at the end */
export async function openImageSource(store: BatchStore, fetcher: FairFetcher, scratch: string): Promise<ImageSource> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  return {
    open: (manifest, item) =>
      // A corrected file of a URL is stored.
      manifest.kind === "files" || item.stored !== undefined
        ? openStored(store, manifest, item)
        : openFetched(fetcher, scratch, manifest, item),
    async close() {
      await fetcher.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function openStored(store: BatchStore, { batch_id }: BatchManifest, item: Item): Promise<LocalFile> {
  try {
    return await store.payloads.open(batch_id, item);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "missing") throw error;
    throw new ItemError("file_missing", "The image file is no longer stored. Send the image again.", { cause: error });
  }
}

async function openFetched(
  fetcher: FairFetcher,
  scratch: string,
  manifest: BatchManifest,
  { name: url }: Item,
): Promise<LocalFile> {
  const path = join(scratch, randomUUID());
  const remove = (): Promise<void> => rm(path, { force: true });
  try {
    const free = await fetcher.fetch(url, path, manifest);
    return { path, release: () => remove().finally(free) };
  } catch (error) {
    await remove();
    throw error;
  }
}
