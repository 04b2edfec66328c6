import { IMAGE_START_BYTES, startsAsImage } from "@symphony/contract";
import type { Incoming } from "./pick-files.ts";
import { reasonOfName } from "./reason-of-name.ts";

/** Number of sizes read in one go, before the browser may render and handle input. */
const FILES_PER_TURN = 100;

/**
 * Reads the size of each file from disk without blocking the page for ten thousand of them, and the first bytes of
 * those whose name is not that of an image.
 */
export async function readSizes(files: ReadonlyArray<{ file: File; path: string }>): Promise<Incoming[]> {
  const incoming: Incoming[] = [];
  for (let first = 0; first < files.length; first += FILES_PER_TURN) {
    if (first > 0) await new Promise((resolve) => setTimeout(resolve));
    for (const { file, path } of files.slice(first, first + FILES_PER_TURN)) {
      const isImage = reasonOfName(path) !== undefined && (await beginsAsImage(file));
      incoming.push({ file, path, size: file.size, isImage });
    }
  }
  return incoming;
}

/** A file that cannot be read is for the upload to report. */
async function beginsAsImage(file: File): Promise<boolean> {
  const start = file.slice(0, IMAGE_START_BYTES).arrayBuffer();
  return startsAsImage(new Uint8Array(await start.catch(() => new ArrayBuffer(0))));
}
