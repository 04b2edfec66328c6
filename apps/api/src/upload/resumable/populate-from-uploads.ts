import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { StoreError, TooLargeError } from "@symphony/batch-store";
import type { BatchStore, LocalFile, Staging } from "@symphony/batch-store";
import { hasImageName, Problem } from "@symphony/contract";
import { createNameBudget } from "../name-budget.ts";
import { isZip, sniff } from "../sniff.ts";
import { reasonByName, zipWithoutImages } from "../skipped.ts";
import type { SkippedFiles } from "../skipped.ts";
import type { UploadLimits } from "../upload-source.ts";
import { unpackZips } from "../zip/unpack-zip.ts";
import type { StoredZip } from "../zip/unpack-zip.ts";

/** An upload is gone: it has expired, or an earlier call made a batch of it. */
export class UploadGone extends Problem {
  /** A digest of all ids that the call named. */
  readonly uploads: string;

  constructor(id: string, uploads: string) {
    super("not_found", `Upload ${id.slice(0, 100)} not found; it may have expired. Send its file again.`);
    this.uploads = uploads;
  }
}

export const digestOfIds = (ids: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(ids)).digest("hex");

/**
 * Adds the files of complete uploads in the order of their ids, then the images of the zips among them. One is open at
 * a time: in a bucket each is copied to this machine for as long.
 */
export async function populateFromUploads(
  { uploads }: Pick<BatchStore, "uploads">,
  ids: readonly string[],
  staging: Staging,
  limits: UploadLimits,
  skipped: SkippedFiles,
): Promise<void> {
  if (new Set(ids).size < ids.length) throw new Problem("invalid_request", "uploads: an upload is named twice.");
  const names = createNameBudget();
  const zips: StoredZip[] = [];
  for (const id of ids) {
    const { name, ...file } = await openUpload(uploads, id, ids);
    try {
      const reason = reasonByName(names, name);
      if (reason !== undefined) skipped.add(name, reason);
      else if (await isZipFile(name, file))
        zips.push({ name, size: (await stat(file.path)).size, open: () => openUpload(uploads, id, ids) });
      else await addFile(name, file, staging, limits.maxFileBytes, skipped);
    } finally {
      await file.release();
    }
  }
  await unpackZips(zips, { staging, limits, names, skipped });
  if (zips.length > 0 && staging.count === 0) throw zipWithoutImages(skipped);
}

async function openUpload(
  uploads: BatchStore["uploads"],
  id: string,
  ids: readonly string[],
): Promise<LocalFile & { name: string }> {
  try {
    return await uploads.open(id);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === "missing") throw new UploadGone(id, digestOfIds(ids));
    if (error.code === "incomplete") throw new Problem("upload_incomplete", error.message);
    throw error;
  }
}

async function addFile(name: string, file: LocalFile, staging: Staging, maxBytes: number, skipped: SkippedFiles) {
  try {
    await staging.addStored(name, file, maxBytes);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    skipped.add(name, error.message);
  }
}

async function isZipFile(name: string, { path }: LocalFile): Promise<boolean> {
  if (hasImageName(name)) return false;
  const stream = createReadStream(path);
  try {
    return isZip(name, await sniff(stream as AsyncIterable<Buffer>));
  } finally {
    stream.destroy();
  }
}
