import type { LocalFile, PictureOf } from "@symphony/batch-store";
import type { Inspection } from "../inference/protocol.ts";
import type { ChunkDeps } from "./chunk-context.ts";

/** Keeps the pictures of an image. A verdict does not need them: one that cannot be stored fails nothing. */
export async function keepEvidence(
  { store, logger }: Pick<ChunkDeps, "store" | "logger">,
  batch: string,
  item: PictureOf,
  image: LocalFile,
  { thumbnail, view, marks = [] }: Inspection,
): Promise<void> {
  const { evidence } = store;
  try {
    // At once: a bucket takes them as one object.
    await Promise.all([
      thumbnail && evidence.putThumbnail(batch, item, thumbnail.bytes ?? image),
      view && evidence.putView(batch, item, view.bytes ?? image, view.type),
      ...marks.map(({ box, jpeg }) => evidence.putMark(batch, item, box, jpeg)),
    ]);
  } catch (error) {
    logger.warn({ err: error, batch, item: item.seq }, "evidence:failed");
  }
}
