// A thread that unpacks: reading, inflating, summing and writing leave the thread that answers requests alone.
import { parentPort } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { errnoOf, TooLargeError, writeStream } from "@symphony/batch-store";
import { sniffImage } from "./image-names.ts";
import type { UnpackAnswer, UnpackJob, Unpacked, UnpackRequest } from "./unpack-protocol.ts";
import { DAMAGED, SkipEntry, unpackEntry } from "./zip-entry.ts";

/** Images hardly shrink in a zip; what grows a hundredfold beyond the first megabyte is made to fill disks. */
const RATIO_MAX = 100;
const RATIO_FREE_BYTES = 1024 * 1024;

parentPort?.on("message", ({ id, job }: UnpackRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
  void unpack(job).then((result) => parentPort?.postMessage({ id, result } satisfies UnpackAnswer));
});

async function unpack(job: UnpackJob): Promise<Unpacked> {
  try {
    const bytes = checked(job);
    return { written: await writeStream(job.path, job.sniff ? imageOnly(bytes) : bytes, job.maxBytes) };
  } catch (error) {
    return unpacked(error, job.maxBytes);
  }
}

function unpacked(error: unknown, maxBytes: number): Unpacked {
  if (error instanceof TooLargeError) return { skipped: `larger than ${maxBytes} bytes` };
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
    if (size > RATIO_FREE_BYTES && size > RATIO_MAX * entry.compressedSize) throw new SkipEntry(`unpacks to more than ${RATIO_MAX} times its size`);
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
