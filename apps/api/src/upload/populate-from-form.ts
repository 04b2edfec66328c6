import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { TooLargeError } from "@symphony/batch-store";
import type { Staging } from "@symphony/batch-store";
import { hasImageName, Problem, uploadFieldsSchema } from "@symphony/contract";
import { readMultipart } from "../http/multipart.ts";
import { validate } from "../http/read-body.ts";
import { createNameBudget } from "./name-budget.ts";
import { isZip, sniff } from "./sniff.ts";
import { createSkippedFiles, reasonByName, zipWithoutImages } from "./skipped.ts";
import type { SkippedFiles } from "./skipped.ts";
import { storedZip, unpackZips } from "./zip/unpack-zip.ts";
import type { StoredZip } from "./zip/unpack-zip.ts";
import { submissionOf } from "./upload-source.ts";
import type { Upload, UploadLimits } from "./upload-source.ts";

/** A submission: the files of a form, and the images of its zips. */
export async function populateFromForm(
  request: IncomingMessage,
  staging: Staging,
  limits: UploadLimits,
): Promise<Upload> {
  const { fields, skipped } = await addFormFiles(request, staging, limits, uploadFieldsSchema);
  return { submission: submissionOf(fields), skipped };
}

/** Adds the files of a form, and the images of its zips. */
export async function addFormFiles<T>(
  request: IncomingMessage,
  staging: Staging,
  limits: UploadLimits,
  schema: z.ZodType<T>,
): Promise<{ fields: T; skipped: SkippedFiles }> {
  refuseLongBody(Number(request.headers["content-length"] ?? 0), limits.maxTotalBytes);
  const skipped = createSkippedFiles();
  const names = createNameBudget();
  // By their place in the form: a small zip is complete before a large one that came first.
  const zips = new Map<number, StoredZip>();
  let place = 0;
  /** @returns the bytes of a zip, which is not added */
  const addFile = async (name: string, bytes: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer> | undefined> => {
    try {
      await staging.addFile(name, withoutZips(name, bytes), limits.maxFileBytes);
    } catch (error) {
      if (error instanceof ZipAmongFiles) return error.bytes;
      if (!(error instanceof TooLargeError)) throw error;
      skipped.add(name, error.message);
    }
    return undefined;
  };
  const texts = await readMultipart(
    request,
    {
      fields: ["files", "files[]", "zip_file"],
      maxFiles: limits.maxItems,
      isWanted(_field, name) {
        const reason = reasonByName(names, name);
        if (reason !== undefined) skipped.add(name, reason);
        return reason === undefined;
      },
      onBytes: (received) => refuseLongBody(received, limits.maxTotalBytes),
    },
    async (field, name, bytes) => {
      const nth = (place += 1);
      const zip = field === "zip_file" ? bytes : await addFile(name, bytes);
      if (zip !== undefined) zips.set(nth, await storedZip(name, await staging.spool(zip, limits.maxTotalBytes)));
    },
  );
  const fields = validate(schema, texts, "form");
  const inOrder = [...zips].toSorted(([a], [b]) => a - b).map(([, zip]) => zip);
  await unpackZips(inOrder, { staging, limits, names, skipped });
  if (zips.size > 0 && staging.count === 0) throw zipWithoutImages(skipped);
  return { fields, skipped };
}

/** Thrown instead of the bytes of a zip: whether a file is one shows when it is read, after it has its place. */
class ZipAmongFiles extends Error {
  readonly bytes: AsyncIterable<Buffer>;

  constructor(bytes: AsyncIterable<Buffer>) {
    super("a zip among the files");
    this.bytes = bytes;
  }
}

async function* withoutZips(name: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (hasImageName(name)) {
    yield* stream;
    return;
  }
  const sniffed = await sniff(stream);
  if (isZip(name, sniffed)) throw new ZipAmongFiles(sniffed.bytes);
  yield* sniffed.bytes;
}

/** Declared, or counted as it comes: a body without a declared length may be as long as one with it. */
function refuseLongBody(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw new Problem("upload_too_large", `An upload may have ${maxBytes} bytes; send the images as several batches.`);
}
