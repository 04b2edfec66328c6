// A thread that writes files: inflating, summing, writing and syncing leave the thread that answers requests alone.
import { parentPort } from "node:worker_threads";
import { crc32, inflateRawSync } from "node:zlib";
import { errnoOf, openFileWriter, TooLargeError, writeStream } from "@symphony/batch-store";
import type { FileWriter } from "@symphony/batch-store";
import { sniffImage } from "./image-names.ts";
import { blockOf } from "./thread-jobs.ts";
import type { BlockJob, Job, JobMessage, Outcome, OutcomeMessage, PackedJob, UnpackJob } from "./thread-jobs.ts";
import { DAMAGED, RATIO_FREE_BYTES, RATIO_MAX, SkipEntry, unpackEntry } from "./zip-entry.ts";

/** The files that are written block by block. */
const begun = new Map<number, FileWriter>();

parentPort?.on("message", ({ id, job }: JobMessage) => {
  const block = blockOf(job);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
  void outcomeOf(job).then((outcome) =>
    parentPort?.postMessage({ id, outcome, block } satisfies OutcomeMessage, block === undefined ? [] : [block]),
  );
});

async function outcomeOf(job: Job): Promise<Outcome> {
  try {
    switch (job.kind) {
      case "block":
        return writeBlock(job);
      case "give-up":
        return giveUp(job.file);
      case "packed":
        return { written: await writeStream(job.path, unpackedAtOnce(job), job.maxBytes) };
      case "unpack": {
        const bytes = checked(job);
        return { written: await writeStream(job.path, job.sniff ? imageOnly(bytes) : bytes, job.maxBytes) };
      }
    }
  } catch (error) {
    if ("file" in job) giveUp(job.file);
    return failed(error);
  }
}

function writeBlock({ file, path, maxBytes, block, last }: BlockJob): Outcome {
  const writer = begun.get(file) ?? openFileWriter(path, maxBytes);
  begun.set(file, writer);
  writer.write(block);
  if (!last) return { goesOn: true };
  const written = writer.finish();
  // First, so that it is closed once also where closing fails: its number is somebody else's then.
  begun.delete(file);
  writer.close();
  return { written };
}

/** What goes wrong with a file that nobody wants any more is no matter. */
function giveUp(file: number): Outcome {
  const writer = begun.get(file);
  begun.delete(file);
  try {
    writer?.close();
  } catch {}
  return { goesOn: true };
}

function failed(error: unknown): Outcome {
  if (error instanceof TooLargeError) return { tooLarge: true };
  if (error instanceof SkipEntry) return { skipped: error.message };
  if (error instanceof OverBudget) return { overBudget: true };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { failed: { name, message, code: errnoOf(error) } };
}

class OverBudget extends Error {}

async function* imageOnly(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const image = await sniffImage(bytes);
  if (image === undefined) throw new SkipEntry("not an image");
  yield* image;
}

/** The bytes of an entry that is in memory, compared with the size and the checksum the zip has for them. */
async function* unpackedAtOnce({
  packed,
  compressionMethod,
  size,
  crc32: expected,
}: PackedJob): AsyncGenerator<Uint8Array> {
  const bytes = compressionMethod === 0 ? packed : inflate(packed, size);
  if (bytes.length !== size || crc32(bytes) !== expected) throw new SkipEntry(DAMAGED);
  yield bytes;
}

/** @param size the most that is unpacked, and room for it is taken at once */
function inflate(packed: Uint8Array, size: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: size, chunkSize: Math.max(size, 64) });
  } catch {
    throw new SkipEntry(DAMAGED);
  }
}

/** The unpacked bytes of an entry, counted and compared with the checksum the zip has for them. */
async function* checked({ zip, entry, budget }: UnpackJob): AsyncGenerator<Buffer> {
  const left = new BigInt64Array(budget);
  let size = 0;
  let sum = 0;
  for await (const part of readable(unpackEntry(zip, entry))) {
    size += part.length;
    sum = crc32(part, sum);
    const before = Atomics.sub(left, 0, BigInt(part.length));
    if (before < part.length) throw new OverBudget();
    if (size > RATIO_FREE_BYTES && size > RATIO_MAX * entry.compressedSize)
      throw new SkipEntry(`unpacks to more than ${RATIO_MAX} times its size`);
    yield part;
  }
  if (sum !== entry.crc32) throw new SkipEntry(DAMAGED);
}

/** There are many ways in which damaged bytes fail to be unpacked; only what the system says is about the disk. */
async function* readable(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? error : new SkipEntry(DAMAGED);
  }
}
