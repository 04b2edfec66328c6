import type { LocalFile, PictureOf } from "@symphony/batch-store";
import type { Inspection } from "../inference/protocol.ts";
import { isLostWrite, settleAll } from "../lost-write.ts";
import type { ChunkDeps } from "./chunk-context.ts";

/**
 * Keeps the pictures of an image, durably and before its verdict. A verdict does not need them: where they cannot be
 * stored it comes without them.
 *
 * @throws {StoreError} `not_durable`
 */
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
    await settleAll([
      thumbnail && evidence.putThumbnail(batch, item, thumbnail.bytes ?? image),
      view && evidence.putView(batch, item, view.bytes ?? image, view.type),
      ...marks.map(({ box, jpeg }) => evidence.putMark(batch, item, box, jpeg)),
    ]);
  } catch (error) {
    if (isLostWrite(error)) throw error;
    logger.warn({ err: error, batch, item: item.seq }, "evidence:failed");
  }
}
