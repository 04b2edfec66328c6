import type { Incoming } from "./pick-files.ts";

/** Number of sizes read in one go, before the browser may render and handle input. */
const FILES_PER_TURN = 100;

/** Reads the size of each file from disk without blocking the page for ten thousand of them. */
export async function readSizes(files: ReadonlyArray<{ file: File; path: string }>): Promise<Incoming[]> {
  const incoming: Incoming[] = [];
  for (let first = 0; first < files.length; first += FILES_PER_TURN) {
    if (first > 0) await new Promise((resolve) => setTimeout(resolve));
    for (const { file, path } of files.slice(first, first + FILES_PER_TURN))
      incoming.push({ file, path, size: file.size });
  }
  return incoming;
}
