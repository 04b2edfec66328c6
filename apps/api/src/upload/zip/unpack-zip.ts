import { open, stat } from "node:fs/promises";
import pLimit from "p-limit";
import { StoreError, TooLargeError } from "@symphony/batch-store";
import type { LocalFile, Staging } from "@symphony/batch-store";
import { hasImageName, Problem } from "@symphony/contract";
import { ARCHIVE } from "../describe-content.ts";
import { NAME_TOO_LONG } from "../name-budget.ts";
import type { NameBudget } from "../name-budget.ts";
import { sniff } from "../sniff.ts";
import type { SkippedFiles } from "../skipped.ts";
import type { UploadLimits } from "../upload-source.ts";
import { listEntries, nameOf, reasonToSkip } from "./zip-directory.ts";
import { SkippedEntryError } from "./skipped-entry.ts";
import { unpackEntry } from "./zip-entry.ts";
import type { OpenZip } from "./zip-entry.ts";
import type { ZipEntry } from "./zip-records.ts";

/** Entries unpacked at once: while some wait for the disk, others are inflated; more only cost memory. */
const ENTRIES_AT_ONCE = 8;
/** Many entries that each grow a little fill disks too, and a zip of photos is hardly smaller than they are. */
const TOTAL_RATIO_MAX = 20;
const TOTAL_FREE_BYTES = 100 * 1024 * 1024;

/** A zip that is stored, and opened as its turn comes. */
export interface StoredZip {
  /** As its sender calls it. */
  name: string;
  size: number;
  open(): Promise<LocalFile>;
}

/** The upload that the images of a zip are added to. */
export interface ZipTarget {
  staging: Staging;
  limits: UploadLimits;
  names: NameBudget;
  skipped: SkippedFiles;
}

/**
 * Adds the images of the zips of one upload to a batch, in the order of their directories. Everything that is left out
 * is named with its reason.
 *
 * @throws {Problem} when a zip cannot be read or is made to do harm
 */
export async function unpackZips(zips: readonly StoredZip[], target: ZipTarget): Promise<void> {
  try {
    const zipBytes = zips.reduce((sum, { size }) => sum + size, 0);
    const of = Math.min(target.limits.maxTotalBytes, TOTAL_FREE_BYTES + TOTAL_RATIO_MAX * zipBytes);
    const budget = { bytes: of, of };
    for (const zip of zips) {
      const { path, release } = await zip.open();
      try {
        await unpackZip(path, budget, target);
      } catch (error) {
        throw error instanceof Problem ? naming(zip.name, error) : error;
      } finally {
        await release();
      }
    }
  } catch (error) {
    // The staging reports its own errors; what is left are reads of the spooled zips.
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new StoreError("unavailable", "An uploaded zip file cannot be read back.", { cause: error });
  }
}

/** A zip among the files of this machine. */
export async function storedZip(name: string, file: LocalFile): Promise<StoredZip> {
  return { name, size: (await stat(file.path)).size, open: async () => file };
}

/**
 * One zip among other files is refused with all of them: the sentence says which one to look at. Limits of the whole
 * upload are no fault of the zip that reached them.
 */
function naming(name: string, problem: Problem): Problem {
  const { code, message, cause, more } = problem;
  if (!message.startsWith(OF_ZIP)) return problem;
  return new Problem(code, `${name}: the zip file${message.slice(OF_ZIP.length)}`, { cause, more });
}

/** How sentences about one zip begin. */
const OF_ZIP = "The zip file";

async function unpackZip(path: string, budget: OpenZip["budget"], target: ZipTarget): Promise<void> {
  const file = await open(path);
  try {
    const entries = await listEntries(file, target.limits.maxItems);
    let failure: unknown;
    const reasons = await pLimit(ENTRIES_AT_ONCE).map(entries, async (entry) => {
      // After a failure no entry is begun; the file is closed when the running ones have ended.
      if (failure !== undefined) return undefined;
      try {
        return await addEntry({ path, file, budget }, entry, target);
      } catch (error) {
        failure ??= error;
        return undefined;
      }
    });
    if (failure !== undefined) throw failure;
    entries.forEach((entry, i) => {
      const reason = reasons[i];
      if (reason !== undefined) target.skipped.add(nameOf(entry), reason);
    });
  } finally {
    await file.close();
  }
}

/** @returns why the entry was left out; `undefined` when it was added */
async function addEntry(
  zip: OpenZip,
  entry: ZipEntry,
  { staging, limits: { maxItems, maxFileBytes }, names }: ZipTarget,
): Promise<string | undefined> {
  const name = nameOf(entry);
  if (!names.take(name)) return NAME_TOO_LONG;
  const reason = reasonToSkip(entry);
  if (reason !== undefined) return reason;
  if (staging.count >= maxItems)
    throw new Problem("too_many_items", `The upload has more than ${maxItems} images; send it in parts.`);
  const isImage = hasImageName(name);
  const bytes = unpackEntry(zip, entry, isImage);
  try {
    await staging.addFile(name, isImage ? bytes : imageOnly(bytes), maxFileBytes);
    return undefined;
  } catch (error) {
    if (error instanceof SkippedEntryError || error instanceof TooLargeError) return error.message;
    throw error;
  }
}

async function* imageOnly(stream: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    const { kind, what, bytes } = await sniff(stream);
    if (kind === "image") yield* bytes;
    else throw new SkippedEntryError(kind === "zip" && what === ARCHIVE ? NESTED_ZIP : notAnImage(what));
  } finally {
    await stream.return(undefined);
  }
}

const NESTED_ZIP = "a zip inside the zip; unpack it and send its images";

export const notAnImage = (what: string): string => `not an image but ${what}`;
