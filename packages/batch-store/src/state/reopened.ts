import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { removeFile } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import { storeTime } from "../fs/lease.ts";
import type { Paths } from "../fs/paths.ts";

/** A mark is kept this long, so that the processes that search in turn have all seen it. */
const MARK_MAX_MS = 3_600_000;

/**
 * Says that there is something to do again for a batch that was finished, before there is. A mark is only a hint:
 * without it the batch is found later, when its turn comes.
 */
export async function markReopened(paths: Paths, batchId: BatchId): Promise<void> {
  await mkdir(paths.reopened, { recursive: true });
  await writeFile(paths.reopenedMark(batchId), "1");
}

/** Batches that were reopened within the last hour. Older marks are removed. */
export async function recentlyReopened(paths: Paths): Promise<BatchId[]> {
  const ids = (await readdir(paths.reopened).catch(() => [])).filter((name) => decodeBatchId(name) === name);
  if (ids.length === 0) return [];
  const now = await storeTime(paths);
  const recent: BatchId[] = [];
  for (const id of ids) {
    if (now - (await changedAt(paths.reopenedMark(id), now)) <= MARK_MAX_MS) recent.push(id);
    else await removeFile(paths.reopenedMark(id));
  }
  return recent;
}

/** Another process may remove the mark meanwhile. */
const changedAt = (path: string, fallback: number): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    (error: unknown) => {
      if (errnoOf(error) === "ENOENT") return fallback;
      throw error;
    },
  );
