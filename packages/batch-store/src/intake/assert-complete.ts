import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { StoreError } from "../store-error.ts";
import type { BatchManifest, Item } from "./manifest.ts";

/** Sizes asked for at once. */
const STATS_IN_FLIGHT = 32;

/**
 * Checks that what a batch is about to promise is there: each name, with its size, and no more. The file system may
 * have been changed by others.
 *
 * @throws {StoreError} `incomplete`
 */
export async function assertComplete(batch: string, manifest: BatchManifest, items: readonly Item[]): Promise<void> {
  const folder = join(batch, "pending_files");
  const there = new Set(await readdir(folder));
  const files = items.filter((item) => item.stored !== undefined);
  const lost = files.filter(({ stored = "" }) => !there.has(stored)).length;
  const changed = (
    await pLimit(STATS_IN_FLIGHT).map(files, async ({ stored = "", size }) =>
      there.has(stored) ? (await stat(join(folder, stored))).size !== size : false,
    )
  ).filter(Boolean).length;
  if (lost + changed + (there.size - files.length + lost) > 0)
    throw new StoreError(
      "incomplete",
      `Batch ${manifest.batch_id} cannot be accepted: of ${files.length} images ${lost} are gone and ${changed} changed while they were stored.`,
    );
}
