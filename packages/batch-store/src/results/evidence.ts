import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeFile, syncDir } from "../fs/durable.ts";
import type { Paths, PictureOf } from "../fs/paths.ts";
import type { Evidence, LocalFile, PictureType, StoredPicture } from "../port.ts";
import { createRoomCheck, linkOrCopy, openIfThere, putPicture } from "./pictures.ts";

const TYPES: readonly PictureType[] = ["jpeg", "webp", "png"];

/**
 * Room that an item's result and pictures take beside its payload, which the view replaces. A picture from a URL has
 * no payload, and its view counts whole.
 */
export const EVIDENCE_BYTES = { files: 32 * 1024, urls: 256 * 1024 } as const;

export function createEvidence(paths: Paths): Evidence {
  const hasRoom = createRoomCheck(paths);
  /** The stored file of an item is the same in each run: its views are of one type. */
  const isStored = (batchId: string, view: Uint8Array | LocalFile): boolean =>
    !(view instanceof Uint8Array) && view.path.startsWith(join(paths.batch(batchId), "/"));
  /** A URL may give a picture of another type in a later run. */
  async function removeOtherViews(batchId: string, of: PictureOf, kept: PictureType): Promise<void> {
    for (const type of TYPES) {
      const path = paths.view(batchId, of, type);
      if (type !== kept && (await removeFile(path))) await syncDir(dirname(path));
    }
  }
  async function put(batchId: string, path: string, picture: Uint8Array | LocalFile): Promise<void> {
    if (picture instanceof Uint8Array) return putPicture(paths, batchId, path, picture);
    if (isStored(batchId, picture)) return linkOrCopy(paths, batchId, picture.path, path);
    // What was downloaded is not durable, and mostly on another file system.
    return putPicture(paths, batchId, path, await readFile(picture.path));
  }
  return {
    putThumbnail: (batchId, of, jpeg) => put(batchId, paths.thumbnail(batchId, of), jpeg),
    openThumbnail: (batchId, of) => openIfThere(paths.thumbnail(batchId, of)),
    async putView(batchId, of, view, type) {
      if (!(await hasRoom())) return;
      await put(batchId, paths.view(batchId, of, type), view);
      if (!isStored(batchId, view)) await removeOtherViews(batchId, of, type);
    },
    async openView(batchId, of) {
      for (const type of TYPES) {
        const file = await openIfThere(paths.view(batchId, of, type));
        if (file !== undefined) return { ...file, type };
      }
      return undefined;
    },
    async putMark(batchId, of, box, jpeg) {
      if (await hasRoom()) await putPicture(paths, batchId, paths.mark(batchId, of, box), jpeg);
    },
    async openMark(batchId, of, box): Promise<StoredPicture | undefined> {
      const file = await openIfThere(paths.mark(batchId, of, box));
      return file && { ...file, type: "jpeg" };
    },
    async share(from, batchId, of, boxes = []) {
      const share = (pathOf: (id: string, of: PictureOf) => string): Promise<void> =>
        linkOrCopy(paths, batchId, pathOf(from.batch_id, from), pathOf(batchId, of));
      await share(paths.thumbnail);
      for (const type of TYPES) await share((id, item) => paths.view(id, item, type));
      for (const box of boxes) await share((id, item) => paths.mark(id, item, box));
    },
  };
}
