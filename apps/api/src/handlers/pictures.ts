import { clientResultOf } from "@symphony/batch-store";
import type { PictureType, StoredFile, StoredPicture } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BoundingBox } from "@symphony/contract";
import { requireBatchId } from "../batches/batch-ids.ts";
import { requireManifest } from "../batches/find-batch.ts";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";

type ItemCall = Call<{ id: string; seq: number }, undefined, undefined>;
type MarkCall = Call<{ id: string; seq: number; n: number }, undefined, undefined>;

/** A small picture of an item, made when it was inspected and kept as long as its batch. */
export async function thumbnail({ params }: ItemCall, { store }: ApiDeps): Promise<Reply> {
  return pictureReply(await store.evidence.openThumbnail(requireBatchId(params.id), params.seq), "jpeg");
}

/** An item as a person looks at it, large enough to read the mark. */
export async function view({ params }: ItemCall, { store }: ApiDeps): Promise<Reply> {
  const picture = await store.evidence.openView(requireBatchId(params.id), params.seq);
  return pictureReply(picture, picture?.type);
}

/** The original's own pixels around a detection of the newest run; of the closest match where there is none. */
export async function mark({ params: { id, seq, n } }: MarkCall, deps: ApiDeps): Promise<Reply> {
  const { batch_id: batchId } = await requireManifest(deps, id);
  const box = await boxOfMark(deps, batchId, seq, n);
  const picture: StoredPicture | undefined = box && (await deps.store.evidence.openMark(batchId, seq, box));
  return pictureReply(picture, picture?.type);
}

async function boxOfMark({ store }: ApiDeps, id: string, seq: number, n: number): Promise<BoundingBox | undefined> {
  const { run } = await store.control(id);
  const record = await store.results.newest(id, seq, run);
  if (record === undefined) return undefined;
  const { Detections, Closest_Match } = clientResultOf(record, null);
  return Detections[n]?.box ?? (n === 0 ? Closest_Match?.box : undefined);
}

/** @throws {Problem} 404 without a picture */
function pictureReply(file: StoredFile | undefined, type: PictureType = "jpeg"): Reply {
  if (file === undefined)
    throw new Problem("not_found", "There is no picture of this item: it is not inspected yet, or is no image.");
  return {
    status: 200,
    stream: file.stream(),
    headers: {
      "content-type": `image/${type}`,
      "content-length": String(file.size),
      "cache-control": "private, max-age=86400, immutable",
    },
  };
}
