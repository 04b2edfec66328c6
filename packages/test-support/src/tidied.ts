import { readdir } from "node:fs/promises";
import { until } from "./system.ts";

/** The end of a batch is told as soon as it is certain; what only the unfinished batch needed goes right after. */
export function untilTidied(batchFolder: string): Promise<void> {
  return until(
    async () => !(await readdir(batchFolder)).some((name) => name.startsWith("pending") || name === ".tmp"),
    `nothing is left over in ${batchFolder}`,
  );
}
