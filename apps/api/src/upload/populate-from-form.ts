import type { IncomingMessage } from "node:http";
import { TooLargeError } from "@symphony/batch-store";
import type { LocalFile, Staging } from "@symphony/batch-store";
import { Problem, uploadFieldsSchema } from "@symphony/contract";
import { readMultipart } from "../http/multipart.ts";
import { validate } from "../http/read-body.ts";
import { createNameBudget, NAME_TOO_LONG } from "./name-budget.ts";
import { createSkippedList } from "./skipped-list.ts";
import { unpackZips } from "./unpack-zip.ts";
import { submissionOf } from "./upload-source.ts";
import type { Upload, UploadLimits } from "./upload-source.ts";

/** Adds the files of a form, and the images of its zips. */
export async function populateFromForm(
  request: IncomingMessage,
  staging: Staging,
  limits: UploadLimits,
): Promise<Upload> {
  refuseLongBody(request, limits.maxTotalBytes);
  const skipped = createSkippedList();
  const names = createNameBudget();
  const zips: LocalFile[] = [];
  const countZipBytes = byteCounter(limits.maxTotalBytes);
  const fields = await readMultipart(
    request,
    {
      fields: ["files", "files[]", "zip_file"],
      maxFiles: limits.maxItems,
      isWanted(_field, name) {
        const fits = names.take(name);
        if (!fits) skipped.add(name, NAME_TOO_LONG);
        return fits;
      },
    },
    async (field, name, bytes) => {
      if (field === "zip_file") {
        zips.push(await staging.spool(countZipBytes(bytes), limits.maxTotalBytes));
        return;
      }
      const reason = await addUnlessTooLarge(staging, name, bytes, limits.maxFileBytes);
      if (reason !== undefined) skipped.add(name, reason);
    },
  );
  const submission = submissionOf(validate(uploadFieldsSchema, fields, "form"));
  await unpackZips(zips, { staging, limits, names, skipped });
  if (zips.length > 0 && staging.count === 0)
    throw new Problem("zip_without_images", "No images found in zip file", { more: { skipped: skipped.listed } });
  return { submission, skipped };
}

/** @returns why the file was left out; `undefined` when it was added */
async function addUnlessTooLarge(
  staging: Staging,
  name: string,
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<string | undefined> {
  try {
    await staging.addFile(name, bytes, maxBytes);
    return undefined;
  } catch (error) {
    if (error instanceof TooLargeError) return error.message;
    throw error;
  }
}

/** Counts the bytes of all zips of a form together. */
function byteCounter(maxBytes: number): (bytes: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  let received = 0;
  return async function* (bytes) {
    for await (const part of bytes) {
      received += part.length;
      if (received > maxBytes) throw new TooLargeError(maxBytes);
      yield part;
    }
  };
}

/** A body whose declared length is too long need not be read. */
function refuseLongBody(request: IncomingMessage, maxBytes: number): void {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
    throw new Problem("upload_too_large", `An upload may have ${maxBytes} bytes; send the images as several batches.`);
  }
}
