import { open } from "node:fs/promises";
import { errnoOf } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";
import { requireBatchId } from "../upload/submit.ts";

/** A small picture of an item, made when it was judged and kept as long as its batch. */
export async function thumbnail(
  { params }: Call<{ id: string; seq: number }, undefined, undefined>,
  { store }: ApiDeps,
): Promise<Reply> {
  const path = store.thumbnailPath(requireBatchId(params.id), params.seq);
  const file = await open(path).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT")
      throw new Problem("not_found", "There is no picture of this item: it is not judged yet, or is no image.");
    throw error;
  });
  return {
    status: 200,
    stream: file.createReadStream(),
    headers: { "content-type": "image/jpeg", "cache-control": "private, max-age=86400, immutable" },
  };
}
