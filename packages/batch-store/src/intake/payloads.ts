import { access, mkdir } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { moveIfPresent, removeFile } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { LocalFile, Payloads } from "../port.ts";
import { StoreError } from "../store-error.ts";
import type { Item } from "./manifest.ts";

/**
 * The bytes of uploaded items: in `pending_files/` until the item has a result, then gone or in `kept_files/`. A run
 * reads them where they are, so that its start need not move 100,000 files.
 */
export function createPayloads(paths: Paths): Payloads {
  const placesOf = (batchId: BatchId, { stored }: Item): string[] =>
    stored === undefined
      ? []
      : [paths.payload(batchId, stored), paths.keptPayload(batchId, stored), paths.failedPayload(batchId, stored)];
  return {
    async open(batchId, item) {
      for (const path of placesOf(batchId, item)) if (await isThere(path)) return localFile(path);
      throw new StoreError("missing", `The bytes of item ${item.seq} of batch ${batchId} are not there any more.`);
    },
    async remove(batchId, item) {
      for (const path of placesOf(batchId, item)) if (await removeFile(path)) return;
    },
    async keep(batchId, item) {
      const [pending, kept] = placesOf(batchId, item);
      if (pending === undefined || kept === undefined) return;
      await mkdir(paths.keptPayloads(batchId), { recursive: true });
      await moveIfPresent(pending, kept);
    },
  };
}

/** The store's own file: there is nothing to release. */
const localFile = (path: string): LocalFile => ({ path, release: async () => undefined });

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
}
