import { mkdir, readdir } from "node:fs/promises";
import { announcementSchema, decodeBatchId } from "@symphony/contract";
import type { Announcement, BatchId } from "@symphony/contract";
import { readIfThere, removeFile, removeStaleTemporaries, replaceFile } from "./durable.ts";
import type { Paths } from "./paths.ts";

/** Batches that have an id and perhaps an address, but no images yet. */
export function createAnnouncements(paths: Paths) {
  const read = async (batchId: BatchId): Promise<Announcement | undefined> => {
    const text = await readIfThere(paths.announcement(batchId));
    return text === undefined ? undefined : announcementSchema.parse(JSON.parse(text));
  };
  return {
    read,
    async write(announcement: Announcement): Promise<void> {
      await mkdir(paths.announced, { recursive: true });
      await replaceFile(paths.announcement(announcement.batch_id), JSON.stringify(announcement));
    },
    remove: (batchId: BatchId): Promise<void> => removeFile(paths.announcement(batchId)),
    /** Removes those made before `before` (epoch milliseconds). @returns how many */
    async removeOlderThan(before: number): Promise<number> {
      let removed = 0;
      await removeStaleTemporaries(paths.announced);
      for (const name of await readdir(paths.announced).catch(() => [])) {
        const batchId = decodeBatchId(name.replace(/\.json$/, ""));
        const announcement = batchId === undefined ? undefined : await read(batchId);
        if (announcement === undefined || Date.parse(announcement.created_at) >= before) continue;
        await removeFile(paths.announcement(announcement.batch_id));
        removed += 1;
      }
      return removed;
    },
  };
}
export type Announcements = ReturnType<typeof createAnnouncements>;
