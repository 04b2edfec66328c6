import { createHash } from "node:crypto";
import { TooLargeError } from "@symphony/batch-store";
import type { Staging } from "@symphony/batch-store";
import { idempotencyKeySchema, Problem, uploadFieldsSchema, urlBatchRequestSchema } from "@symphony/contract";
import type { Skipped, UploadFields } from "@symphony/contract";
import type { Request } from "express";
import type { ApiDeps } from "../deps.ts";
import { givenKey } from "../http/api-key.ts";
import { check, readFields } from "../http/mount.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { readMultipart } from "../upload/multipart.ts";
import { submitBatch } from "../upload/submit.ts";
import type { Fill, Submission } from "../upload/submit.ts";
import { writeFile } from "../upload/write-file.ts";
import { receiveZip } from "../upload/zip-arrival.ts";
import type { ArrivedZip } from "../upload/zip-arrival.ts";
import { newZipTally } from "../upload/zip-early.ts";
import { unpackZip } from "../upload/zip.ts";

/** Takes a batch of files, a zip, or a list of URLs: whichever the body holds. */
export async function submitBatchHandler(
  { request }: Call<undefined, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const type = (request.headers["content-type"] ?? "").toLowerCase();
  const { answer, replayed } = await submitBatch(
    deps,
    request.headers,
    chooseFill(type, request as Request, deps),
    submissionKey(request as Request),
  );
  return { ...ok(answer), headers: replayed ? { "idempotent-replayed": "true" } : {} };
}

/** The digest of the caller's `Idempotency-Key`. Each API key has its own, so that callers cannot meet by chance. */
function submissionKey(request: Request): string | undefined {
  const given = request.get("idempotency-key");
  if (given === undefined) return undefined;
  const key = check(idempotencyKeySchema, given, "Idempotency-Key");
  return createHash("sha256")
    .update(JSON.stringify([givenKey(request) ?? null, key]))
    .digest("hex");
}

function chooseFill(type: string, request: Request, deps: ApiDeps): Fill {
  if (type.startsWith("multipart/form-data")) return (staging) => fillFromForm(request, staging, deps);
  if (type.startsWith("application/json")) return (staging) => fillFromUrls(request, staging, deps);
  if (type === "") throw new Problem("nothing_to_do", "Files, zip file, or URLs required");
  throw new Problem(
    "unsupported_media_type",
    "Send multipart/form-data with files or zip_file, or JSON with image_paths.",
  );
}

async function fillFromForm(request: Request, staging: Staging, deps: ApiDeps): ReturnType<Fill> {
  const { MAX_BATCH_ITEMS, MAX_FILE_BYTES, MAX_UPLOAD_BYTES } = deps.config;
  refuseLongBody(request, MAX_UPLOAD_BYTES);
  const skipped: Skipped[] = [];
  const zips: ArrivedZip[] = [];
  const tally = newZipTally();
  const limits = { maxItems: MAX_BATCH_ITEMS, maxFileBytes: MAX_FILE_BYTES, maxTotalBytes: MAX_UPLOAD_BYTES };
  const fields = await readMultipart(
    request,
    ["files", "files[]", "zip_file"],
    MAX_BATCH_ITEMS,
    async (field, name, bytes) => {
      if (field === "zip_file") {
        zips.push(await staging.during(receiveZip(deps.fileThreads, staging, bytes, limits, tally)));
        return;
      }
      try {
        await staging.addFile(name, (path) => writeFile(deps.fileThreads, path, bytes, MAX_FILE_BYTES));
      } catch (error) {
        if (!(error instanceof TooLargeError)) throw error;
        skipped.push({ name, reason: error.message });
      }
    },
  );
  const submission = submissionOf(check(uploadFieldsSchema, fields, "form") as UploadFields);
  for (const zip of zips) skipped.push(...(await unpackZip(deps.fileThreads, zip, staging, limits)));
  if (zips.length > 0 && staging.count === 0)
    throw new Problem("zip_without_images", "No images found in zip file", { more: { skipped } });
  return { submission, skipped };
}

async function fillFromUrls(request: Request, staging: Staging, deps: ApiDeps): ReturnType<Fill> {
  const body = check(urlBatchRequestSchema, await readFields(request), "body") as UploadFields & {
    image_paths: string[];
  };
  if (body.image_paths.length > deps.config.MAX_BATCH_ITEMS) {
    throw new Problem(
      "too_many_items",
      `A batch takes ${deps.config.MAX_BATCH_ITEMS} addresses; send the rest as another one.`,
    );
  }
  for (const url of body.image_paths) staging.addUrl(url);
  return { submission: submissionOf(body), skipped: [] };
}

const submissionOf = (fields: UploadFields): Submission => ({
  batchId: fields.batch_id,
  clientId: fields.client_id,
  webhookUrl: fields.webhook_url,
  chunkSize: fields.chunkSize,
});

/** A body that says it is too long need not be read to the end. */
function refuseLongBody(request: Request, maxBytes: number): void {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
    throw new Problem("upload_too_large", `An upload may have ${maxBytes} bytes; send the images as several batches.`);
  }
}
