import { Problem } from "@symphony/contract";
import { requireBatchId } from "../batches/batch-ids.ts";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";

/** A small picture of an item, made when it was inspected and kept as long as its batch. */
export async function thumbnail(
  { params }: Call<{ id: string; seq: number }, undefined, undefined>,
  { store }: ApiDeps,
): Promise<Reply> {
  const file = await store.evidence.openThumbnail(requireBatchId(params.id), params.seq);
  if (file === undefined)
    throw new Problem("not_found", "There is no picture of this item: it is not inspected yet, or is no image.");
  return {
    status: 200,
    stream: file.stream(),
    headers: {
      "content-type": "image/jpeg",
      "content-length": String(file.size),
      "cache-control": "private, max-age=86400, immutable",
    },
  };
}
