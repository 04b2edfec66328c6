import { buffer } from "node:stream/consumers";
import type { BatchManifest, BatchStore, PictureOf } from "@symphony/batch-store";

/** A small picture of an image without the mark, for a mail. */
export interface FailedPicture {
  seq: number;
  jpeg: Buffer;
}

/** As many as fit a mail program's window without scrolling far. */
const PICTURES_MAX = 8;
/** Results read at most: one Invalid image among 100,000 is not worth reading all of them. */
const RESULTS_MAX = 5_000;

/** Thumbnails of the first Invalid images. A mail does not need them: one that cannot be read is left out. */
export async function failedPictures(store: BatchStore, manifest: BatchManifest): Promise<FailedPicture[]> {
  const pictures: FailedPicture[] = [];
  let read = 0;
  for await (const record of store.eachResult(manifest)) {
    read += 1;
    if (pictures.length === PICTURES_MAX || read > RESULTS_MAX) break;
    if (record.result.Is_Valid !== "Invalid") continue;
    const jpeg = await thumbnail(store, manifest.batch_id, record).catch(() => undefined);
    if (jpeg !== undefined) pictures.push({ seq: record.seq, jpeg });
  }
  return pictures;
}

async function thumbnail(store: BatchStore, batchId: string, of: PictureOf): Promise<Buffer | undefined> {
  const file = await store.evidence.openThumbnail(batchId, of);
  return file === undefined ? undefined : buffer(file.stream());
}
