import { createReadStream } from "node:fs";
import type { Request } from "express";
import pLimit from "p-limit";
import type { Staging } from "@symphony/batch-store";
import { URL_MAX_LENGTH, urlBatchRequestSchema } from "@symphony/contract";
import { inflated } from "./inflated.ts";
import { validate } from "../http/read-body.ts";
import { readUrlList } from "./read-url-list.ts";
import { createSkippedFiles } from "./skipped.ts";
import { submissionOf } from "./upload-source.ts";
import type { Upload } from "./upload-source.ts";

/** Room for a hundred thousand URLs of ordinary length, unpacked. */
const LIST_MAX_BYTES = 32 * 1024 * 1024;
const SLICE_BYTES = 64 * 1024;
/** Lists in memory at once. */
const lists = pLimit(2);

/** @returns a function that ends the turn, when the batch is stored */
const takeTurn = (): Promise<() => void> =>
  new Promise((begin) => void lists(() => new Promise<void>((end) => begin(end))));

/**
 * Adds the URLs of a JSON body. The body goes to the disk at the pace of its sender; it is read from there when it is
 * complete, so that slow senders keep no memory and no turn. A URL that is too long becomes a row like the others,
 * which ends with an error; it is cut, so that neither the ledger nor the events carry it.
 */
export async function populateFromUrls(request: Request, staging: Staging, maxItems: number): Promise<Upload> {
  const { path, release: removeFile } = await staging.spool(inflated(request), LIST_MAX_BYTES);
  const release = await takeTurn();
  try {
    const text = createReadStream(path, { highWaterMark: SLICE_BYTES });
    const body = validate(urlBatchRequestSchema, await readUrlList(text, maxItems), "body");
    for (const url of body.image_paths)
      staging.addUrl(url.length > URL_MAX_LENGTH ? `${url.slice(0, URL_MAX_LENGTH)}…` : url);
    return { submission: submissionOf(body), skipped: createSkippedFiles(), release };
  } catch (error) {
    release();
    throw error;
  } finally {
    await removeFile();
  }
}
