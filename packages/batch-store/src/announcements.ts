import { mkdir, readdir } from "node:fs/promises";
import { announcementSchema, decodeBatchId } from "@symphony/contract";
import type { Announcement, BatchId } from "@symphony/contract";
import { readIfThere, removeFile, removeStaleTemporaries, replaceFile } from "./durable.ts";
import { madeAt } from "./made-at.ts";
import type { Paths } from "./paths.ts";

/** Batches that have an id and perhaps an address, but no images yet. A damaged one is as good as none: it is started anew. */
export function createAnnouncements(paths: Paths) {
  const read = async (batchId: BatchId): Promise<Announcement | undefined> => {
    const text = await readIfThere(paths.announcement(batchId));
    return text === undefined ? undefined : decodeAnnouncement(text);
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
        if (batchId === undefined || (await madeAt(paths.announcement(batchId), () => read(batchId))) >= before)
          continue;
        await removeFile(paths.announcement(batchId));
        removed += 1;
      }
      return removed;
    },
  };
}
export type Announcements = ReturnType<typeof createAnnouncements>;

function decodeAnnouncement(text: string): Announcement | undefined {
  try {
    return announcementSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
