import { removeFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { Evidence, PictureType, StoredPicture } from "../port.ts";
import { createRoomCheck, linkOrCopy, openIfThere, putPicture } from "./pictures.ts";

const TYPES: readonly PictureType[] = ["jpeg", "webp", "png"];

/**
 * Room that an item's result and pictures take beside its payload, which the view replaces. A picture from a URL has
 * no payload, and its view counts whole.
 */
export const EVIDENCE_BYTES = { files: 32 * 1024, urls: 256 * 1024 } as const;

export function createEvidence(paths: Paths): Evidence {
  const hasRoom = createRoomCheck(paths);
  /** A URL may give a picture of another type in a later run. */
  const removeOtherViews = async (batchId: string, seq: number, kept: PictureType): Promise<void> => {
    for (const type of TYPES) if (type !== kept) await removeFile(paths.view(batchId, seq, type));
  };
  return {
    putThumbnail: (batchId, seq, jpeg) => putPicture(paths, batchId, paths.thumbnail(batchId, seq), jpeg),
    openThumbnail: (batchId, seq) => openIfThere(paths.thumbnail(batchId, seq)),
    async putView(batchId, seq, view, type) {
      if (!(await hasRoom())) return;
      const path = paths.view(batchId, seq, type);
      await removeOtherViews(batchId, seq, type);
      if (view instanceof Uint8Array) await putPicture(paths, batchId, path, view);
      else await linkOrCopy(paths, batchId, view.path, path);
    },
    async openView(batchId, seq) {
      for (const type of TYPES) {
        const file = await openIfThere(paths.view(batchId, seq, type));
        if (file !== undefined) return { ...file, type };
      }
      return undefined;
    },
    async putMark(batchId, seq, box, jpeg) {
      if (await hasRoom()) await putPicture(paths, batchId, paths.mark(batchId, seq, box), jpeg);
    },
    async openMark(batchId, seq, box): Promise<StoredPicture | undefined> {
      const file = await openIfThere(paths.mark(batchId, seq, box));
      return file && { ...file, type: "jpeg" };
    },
    async share(from, batchId, seq, boxes = []) {
      const share = (pathOf: (id: string, seq: number) => string): Promise<void> =>
        linkOrCopy(paths, batchId, pathOf(from.batch_id, from.seq), pathOf(batchId, seq));
      await share(paths.thumbnail);
      for (const type of TYPES) await share((id, item) => paths.view(id, item, type));
      for (const box of boxes) await share((id, item) => paths.mark(id, item, box));
    },
  };
}
