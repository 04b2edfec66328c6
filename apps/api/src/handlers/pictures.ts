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

type Headers = Record<string, string>;

/** A small picture of an item, made when it was inspected and kept as long as its batch. */
export async function thumbnail({ params, query }: PictureCall, { store }: ApiDeps): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  const shown = await shownFile(store, batchId, params.seq, query);
  return pictureReply(await store.evidence.openThumbnail(batchId, shown), "jpeg", cachingOfFile(shown, query));
}

/** An item as a person looks at it, large enough to read the mark. */
export async function view({ params, query }: PictureCall, { store }: ApiDeps): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  const shown = await shownFile(store, batchId, params.seq, query);
  const picture = await store.evidence.openView(batchId, shown);
  return pictureReply(picture, picture?.type, cachingOfFile(shown, query));
}

/** The original's own pixels around the closest match or a detection of the newest run. */
export async function mark({ params, query }: PictureCall<{ n: number }>, deps: ApiDeps): Promise<Reply> {
  const { batch_id: batchId } = await requireManifest(deps, params.id);
  const record = await shownResult(deps.store, batchId, params.seq, query);
  const box = record && boxOfMark(record, params.n);
  const picture: StoredPicture | undefined = box && (await deps.store.evidence.openMark(batchId, record, box));
  // Another threshold shows another detection at the same address.
  return pictureReply(picture, picture?.type, cachingOf([record?.corrected_in ?? 0, ...Object.values(box ?? {})]));
}

/** What came with a run never changes; without its number a later one shows another file at the same address. */
const cachingOfFile = ({ corrected_in = 0 }: PictureOf, query?: PictureQuery): Headers =>
  query?.corrected_in === undefined
    ? cachingOf([corrected_in])
    : { "cache-control": "private, max-age=86400, immutable" };

/** Browsers ask each time whether it is still the picture of these numbers. */
const cachingOf = (numbers: readonly number[]): Headers => ({
  "cache-control": "private, no-cache",
  etag: `"${numbers.join("-")}"`,
});

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

/** @throws {Problem} 404 without a picture */
function pictureReply(file: StoredFile | undefined, type: PictureType = "jpeg", caching: Headers): Reply {
  if (file === undefined)
    throw new Problem("not_found", "There is no picture of this item: it is not inspected yet, or is no image.");
  return {
    status: 200,
    stream: file.stream(),
    headers: {
      "content-type": `image/${type}`,
      "content-length": String(file.size),
      ...caching,
    },
  };
}
