import type { Incoming } from "./pick-files.ts";

/** Files whose size is asked for in one go; the page stays alive between two of these. */
const SLICE = 100;

/** Asks the disk for the size of each file, without standing still for ten thousand of them. */
export async function readSizes(files: ReadonlyArray<{ file: File; path: string }>): Promise<Incoming[]> {
  const incoming: Incoming[] = [];
  for (let first = 0; first < files.length; first += SLICE) {
    if (first > 0) await new Promise((resolve) => setTimeout(resolve));
    for (const { file, path } of files.slice(first, first + SLICE)) incoming.push({ file, path, size: file.size });
  }
  return incoming;
}
