import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { TooLargeError } from "@symphony/batch-store";
import type { Staging } from "@symphony/batch-store";
import { hasImageName } from "@symphony/contract";
import { createNameBudget } from "../../upload/name-budget.ts";
import { isZip, sniff } from "../../upload/sniff.ts";
import { createSkippedFiles, reasonByName } from "../../upload/skipped.ts";
import type { SkippedFiles } from "../../upload/skipped.ts";
import type { UploadLimits } from "../../upload/upload-source.ts";
import { storedZip, unpackZips } from "../../upload/zip/unpack-zip.ts";
import type { StoredZip } from "../../upload/zip/unpack-zip.ts";
import type { FolderScan, FoundFile } from "./scan-folder.ts";

interface Target {
  staging: Staging;
  limits: UploadLimits;
  skipped: SkippedFiles;
  zips: StoredZip[];
}

/**
 * Copies the images of a folder into a batch, then the images of its zips. The folder is only read. What cannot be
 * taken is named; other files than images are not expected to be, and are only counted.
 */
export async function populateFromFolder(
  root: string,
  { files, leftOut }: FolderScan,
  staging: Staging,
  limits: UploadLimits,
): Promise<SkippedFiles> {
  const target: Target = { staging, limits, skipped: createSkippedFiles(), zips: [] };
  const names = createNameBudget();
  const home = await realpath(root);
  for (const { name, reason } of leftOut) target.skipped.add(name, reason);
  for (const file of files) {
    const reason = reasonByName(names, file.name);
    if (reason === undefined) await addFile(home, file, target);
    else target.skipped.add(file.name, reason);
  }
  await unpackZips(target.zips, { staging, limits, names, skipped: target.skipped });
  return target.skipped;
}

async function addFile(home: string, { name }: FoundFile, target: Target): Promise<void> {
  const { staging, limits, skipped, zips } = target;
  const path = join(home, name);
  try {
    if (!(await realpath(path)).startsWith(home + sep)) return skipped.add(name, "a link is not followed");
    // A link that has taken the place of the file since is not followed either, and a pipe is not waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const bytes = file.createReadStream();
    const sniffed = await sniff(bytes as AsyncIterable<Buffer>);
    if (isZip(name, sniffed))
      zips.push(await storedZip(name, await staging.spool(sniffed.bytes, limits.maxTotalBytes)));
    else if (hasImageName(name) || sniffed.kind === "image")
      await staging.addFile(name, sniffed.bytes, limits.maxFileBytes);
    else {
      bytes.destroy();
      skipped.add(name, `not an image but ${sniffed.what}`);
    }
  } catch (error) {
    if (error instanceof TooLargeError) return skipped.add(name, error.message);
    if (!isForbidden(error)) throw error;
    skipped.add(name, `it cannot be read: ${(error as Error).message}`);
  }
}

/** What stays as it is. After another error, of a share that is away for a moment, the folder is tried again. */
const isForbidden = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["EACCES", "EPERM", "ELOOP"].includes(error.code as string);
