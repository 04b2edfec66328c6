import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Request } from "express";
import pLimit from "p-limit";
import type { BatchStore, Staging } from "@symphony/batch-store";
import { Problem, URL_MAX_LENGTH, urlBatchRequestSchema } from "@symphony/contract";
import type { SourceBuckets } from "@symphony/service";
import { populateFromBucket } from "./buckets/populate-from-bucket.ts";
import { inflated } from "./inflated.ts";
import { validate } from "../http/read-body.ts";
import { readUrlList } from "./read-url-list.ts";
import { createSkippedFiles } from "./skipped.ts";
import { NOTHING_TO_DO, submissionOf } from "./upload-source.ts";
import { digestOfIds, populateFromUploads } from "./resumable/populate-from-uploads.ts";
import type { SkippedFiles } from "./skipped.ts";
import type { Upload, UploadLimits } from "./upload-source.ts";

/** Room for a hundred thousand URLs of ordinary length, unpacked. */
const LIST_MAX_BYTES = 32 * 1024 * 1024;
const SLICE_BYTES = 64 * 1024;
/** Lists in memory at once. */
const lists = pLimit(2);

/** @returns a function that ends the turn, when the batch is stored */
const takeTurn = (): Promise<() => void> =>
  new Promise((begin) => void lists(() => new Promise<void>((end) => begin(end))));

/**
 * Adds the URLs of a JSON body, or the uploads that it names. The body goes to the disk at the pace of its sender; it is read from there when it is
 * complete, so that slow senders keep no memory and no turn. A URL that is too long becomes a row like the others,
 * which ends with an error; it is cut, so that neither the ledger nor the events carry it.
 */
export async function populateFromList(
  request: Request,
  staging: Staging,
  limits: UploadLimits,
  store: Pick<BatchStore, "uploads">,
  buckets: SourceBuckets,
): Promise<Upload> {
  const { path, release: removeFile } = await staging.spool(inflated(request), LIST_MAX_BYTES);
  const release = await takeTurn();
  try {
    // In chunks, so that no header says it.
    if ((await stat(path)).size === 0) throw new Problem("nothing_to_do", NOTHING_TO_DO);
    const text = createReadStream(path, { highWaterMark: SLICE_BYTES });
    const body = validate(urlBatchRequestSchema, await readUrlList(text, limits.maxItems), "body");
    for (const url of body.image_paths)
      staging.addUrl(url.length > URL_MAX_LENGTH ? `${url.slice(0, URL_MAX_LENGTH)}…` : url);
    const skipped = createSkippedFiles();
    // What is slow takes no turn of others: a bucket, and uploads that are unpacked.
    if (body.image_paths.length === 0) release();
    if (body.source !== undefined) {
      refuseOtherLists(body);
      await populateFromBucket(buckets, body.source, staging, limits.maxItems, skipped);
      return { submission: { ...submissionOf(body), source: body.source }, skipped };
    }
    const removeUploads = await addUploads(store, body, staging, limits, skipped);
    const uploads = body.uploads.length === 0 ? undefined : digestOfIds(body.uploads);
    return { submission: { ...submissionOf(body), uploads }, skipped, release, committed: removeUploads };
  } catch (error) {
    release();
    throw error;
  } finally {
    await removeFile();
  }
}

function refuseOtherLists({ uploads, image_paths: urls }: { uploads: string[]; image_paths: string[] }): void {
  if (uploads.length + urls.length > 0)
    throw new Problem("invalid_request", "source: send it without image_paths and uploads.");
}

/** @returns removes the uploads, when the batch has them */
async function addUploads(
  store: Pick<BatchStore, "uploads">,
  { uploads, image_paths: urls }: { uploads: string[]; image_paths: string[] },
  staging: Staging,
  limits: UploadLimits,
  skipped: SkippedFiles,
): Promise<(() => Promise<void>) | undefined> {
  if (uploads.length === 0) return undefined;
  if (urls.length > 0)
    throw new Problem("invalid_request", "uploads: send either image_paths or uploads in a batch, not both.");
  await populateFromUploads(store, uploads, staging, limits, skipped);
  return async () => {
    for (const id of uploads) await store.uploads.remove(id);
  };
}
