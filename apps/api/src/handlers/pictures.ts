import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { clientResultOf } from "@symphony/batch-store";
import type {
  BatchStore,
  PictureOf,
  PictureType,
  ResultRecord,
  StoredFile,
  StoredPicture,
} from "@symphony/batch-store";
import { placesOf, Problem } from "@symphony/contract";
import type { BoundingBox, PictureQuery } from "@symphony/contract";
import { requireBatchId } from "../batches/batch-ids.ts";
import { requireManifest } from "../batches/find-batch.ts";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";

type PictureCall<Params = object> = Call<{ id: string; seq: number } & Params, PictureQuery | undefined, undefined>;

const NAMED_MAX_AGE_S = 60;
/** A picture is read whole for its tag. Larger ones, which a large `VIEW_MAX_SIDE` makes, are sent as they come. */
const TAGGED_MAX_BYTES = 4 * 1024 * 1024;

/** A small picture of an item, made when it was inspected and kept as long as its batch. */
export async function thumbnail({ params, query }: PictureCall, { store }: ApiDeps): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  const shown = await shownFile(store, batchId, params.seq, query);
  return pictureReply(await store.evidence.openThumbnail(batchId, shown), "jpeg", query);
}

/** An item as a person looks at it, large enough to read the mark. */
export async function view({ params, query }: PictureCall, { store }: ApiDeps): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  const shown = await shownFile(store, batchId, params.seq, query);
  const picture = await store.evidence.openView(batchId, shown);
  return pictureReply(picture, picture?.type, query);
}

/** The original's own pixels around the closest match or a detection of the newest run. */
export async function mark({ params, query }: PictureCall<{ n: number }>, deps: ApiDeps): Promise<Reply> {
  const { batch_id: batchId } = await requireManifest(deps, params.id);
  const record = await shownResult(deps.store, batchId, params.seq, query);
  const box = record && boxOfMark(record, params.n);
  const picture: StoredPicture | undefined = box && (await deps.store.evidence.openMark(batchId, record, box));
  // Another threshold shows another detection at the same address.
  return pictureReply(picture, picture?.type);
}

function boxOfMark(record: ResultRecord, n: number): BoundingBox | undefined {
  return placesOf(clientResultOf(record, null))[n]?.box;
}

/** The file that was asked for, else that of the result which is shown: a corrected one may not be inspected yet. */
async function shownFile(store: BatchStore, id: string, seq: number, query?: PictureQuery): Promise<PictureOf> {
  const asked = query?.corrected_in;
  if (asked !== undefined) return { seq, corrected_in: asked === 0 ? undefined : asked };
  const { run } = await store.control(id);
  // Without a later run there is one file.
  return (run === 0 ? undefined : await store.results.newest(id, seq, run)) ?? { seq };
}

async function shownResult(store: BatchStore, id: string, seq: number, query?: PictureQuery) {
  const { run } = await store.control(id);
  const newest = await store.results.newest(id, seq, run);
  const asked = query?.corrected_in;
  if (asked === undefined || asked === (newest?.corrected_in ?? 0)) return newest;
  return (await store.results.earlier(id, seq)).find(({ corrected_in = 0 }) => corrected_in === asked);
}

/**
 * Browsers ask each time whether they still have the picture: a corrected file, an image of a URL that is fetched again
 * and another threshold change it. Where the file is named, scrolling through a list need not ask all the time.
 *
 * @throws {Problem} 404 without a picture
 */
async function pictureReply(
  file: StoredFile | undefined,
  type: PictureType = "jpeg",
  query?: PictureQuery,
): Promise<Reply> {
  if (file === undefined) throw noPicture();
  const bytes = file.size > TAGGED_MAX_BYTES ? undefined : await buffer(file.stream());
  // Removed while it was read.
  if (bytes !== undefined && bytes.length !== file.size) throw noPicture();
  return {
    status: 200,
    stream: bytes === undefined ? file.stream() : Readable.from(bytes),
    headers: {
      "content-type": `image/${type}`,
      "content-length": String(file.size),
      "cache-control": query?.corrected_in === undefined ? "private, no-cache" : `private, max-age=${NAMED_MAX_AGE_S}`,
      ...(bytes && { etag: `"${createHash("sha256").update(bytes).digest("base64url")}"` }),
    },
  };
}

const noPicture = (): Problem =>
  new Problem("not_found", "There is no picture of this item: it is not inspected yet, or is no image.");
