import { createReadStream } from "node:fs";
import { StoreError, TooLargeError } from "@symphony/batch-store";
import type { BatchStore, LocalFile, Staging } from "@symphony/batch-store";
import { hasImageName, Problem } from "@symphony/contract";
import { createNameBudget } from "../name-budget.ts";
import { isZip, sniff } from "../sniff.ts";
import { reasonByName, zipWithoutImages } from "../skipped.ts";
import type { SkippedFiles } from "../skipped.ts";
import type { UploadLimits } from "../upload-source.ts";
import { unpackZips } from "../zip/unpack-zip.ts";

/** Adds the files of complete uploads in the order of their ids, then the images of the zips among them. */
export async function populateFromUploads(
  { uploads }: Pick<BatchStore, "uploads">,
  ids: readonly string[],
  staging: Staging,
  limits: UploadLimits,
  skipped: SkippedFiles,
): Promise<void> {
  const names = createNameBudget();
  const zips: LocalFile[] = [];
  for (const id of ids) {
    const file = await openUpload(uploads, id);
    const { name } = file;
    const reason = reasonByName(names, name);
    if (reason !== undefined) skipped.add(name, reason);
    else if (await isZipFile(name, file)) zips.push(file);
    else await addFile(name, file, staging, limits.maxFileBytes, skipped);
  }
  await unpackZips(zips, { staging, limits, names, skipped });
  if (zips.length > 0 && staging.count === 0) throw zipWithoutImages(skipped);
}

async function openUpload(uploads: BatchStore["uploads"], id: string): Promise<LocalFile & { name: string }> {
  try {
    return await uploads.open(id);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === "missing")
      throw new Problem("not_found", `Upload ${id.slice(0, 100)} not found; it may have expired. Send its file again.`);
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
