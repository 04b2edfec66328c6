import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { startSystem } from "../tests/support/system.ts";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { END, partOf, post } from "./support/form.ts";

const FILE_BYTES = 500_000;
const SIZES = { a: 10_000, b: 200 };

/** The most memory that an API ever had that took 5 GB in one request, against one that took 100 MB. */
export async function benchMemory(runs: number): Promise<Outcome[]> {
  const peaks: { a: number[]; b: number[] } = { a: [], b: [] };
  for (let i = 0; i < runs; i += 1) {
    for (const side of ["a", "b"] as const) peaks[side].push(await peakAfter(SIZES[side]));
    process.stderr.write(`peak memory: run ${i + 1} of ${runs}\n`);
  }
  return [outcomeOf({ bench: "peak memory of the API", unit: "MB", goal: 0.9, smallerIsBetter: true, a: { name: "upload of 5 GB" }, b: { name: "upload of 100 MB" } }, peaks)];
}

async function peakAfter(files: number): Promise<number> {
  const system = await startSystem({ workers: 0, waitReady: false });
  try {
    await system.untilAnswering();
    await post(`${system.url}/api/check-logo/batch/`, streamedForm(files));
    const status = await readFile(`/proc/${system.api.child.pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1000;
  } finally {
    await system.stop();
  }
}

function* streamedForm(files: number): Generator<Uint8Array> {
  const bytes = randomBytes(FILE_BYTES);
  for (let i = 0; i < files; i += 1) yield* partOf("files", `${i}.jpg`, bytes);
  yield END;
}
