import { readdir } from "node:fs/promises";
import { until } from "./until.ts";

/** Waits until the files of an unfinished batch are removed, which happens right after the batch is reported as done. */
export function untilTidied(batchFolder: string): Promise<void> {
  return until(
    async () => !(await readdir(batchFolder)).some((name) => name.startsWith("pending") || name === ".tmp"),
    `the files of the unfinished batch are removed from ${batchFolder}`,
  );
}
