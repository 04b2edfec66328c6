import type { BatchManifest, Item } from "@symphony/batch-store";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BatchStore } from "@symphony/batch-store";
import type { UrlFetcher } from "../fetch/fetch-url.ts";

/** An image as a file, until it is released. */
export interface OpenImage {
  path: string;
  release(): Promise<void>;
}

/** Where the bytes of an item come from: the disk, or the web. */
export interface ImageSource {
  /** @throws {Unjudgeable} when a URL gives no image */
  open(manifest: BatchManifest, item: Item): Promise<OpenImage>;
  close(): Promise<void>;
}

/** @param scratch a folder of this process alone; emptied now and removed at the end */
export async function openImageSource(store: BatchStore, fetcher: UrlFetcher, scratch: string): Promise<ImageSource> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  return {
    async open(manifest, item) {
      if (manifest.kind === "files")
        return { path: store.payloadPath(manifest.batch_id, item), release: async () => undefined };
      const path = join(scratch, randomUUID());
      const release = (): Promise<void> => rm(path, { force: true });
      try {
        await fetcher.fetch(item.name, path);
      } catch (error) {
        await release();
        throw error;
      }
      return { path, release };
    },
    async close() {
      await fetcher.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
