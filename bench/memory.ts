import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { startSystem } from "@symphony/test-support/system";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { END, partOf, post } from "./support/form.ts";

/** Photos, and pictures so small that many arrive in one piece of the request. */
const KINDS = [
  {
    of: "photos",
    bytes: 500_000,
    a: { name: "upload of 5 GB", files: 10_000 },
    b: { name: "upload of 100 MB", files: 200 },
  },
  {
    of: "small pictures",
    bytes: 15_000,
    a: { name: "upload of 600 MB", files: 40_000 },
    b: { name: "upload of 30 MB", files: 2_000 },
  },
];

/** Peak memory of an API that took a large upload in one request, against one that took a small one. */
export async function benchMemory(runs: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { of, bytes, a, b } of KINDS) {
    const peaks: { a: number[]; b: number[] } = { a: [], b: [] };
    for (let i = 0; i < runs; i += 1) {
      peaks.a.push(await peakAfter(a.files, bytes));
      peaks.b.push(await peakAfter(b.files, bytes));
      process.stderr.write(`peak memory: run ${i + 1} of ${runs}\n`);
    }
    outcomes.push(
      outcomeOf({ bench: `peak memory of the API, ${of}`, unit: "MB", goal: 0.9, smallerIsBetter: true, a, b }, peaks),
    );
  }
  return outcomes;
}

async function peakAfter(files: number, bytes: number): Promise<number> {
  const system = await startSystem({ workers: 0, waitReady: false });
  try {
    await system.untilAnswering();
    await post(`${system.url}/api/check-logo/batch/`, streamedForm(files, bytes));
    const status = await readFile(`/proc/${system.api.child.pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1000;
  } finally {
    await system.stop();
  }
}

function* streamedForm(files: number, size: number): Generator<Uint8Array> {
  const bytes = randomBytes(size);
  for (let i = 0; i < files; i += 1) yield* partOf("files", `${i}.jpg`, bytes);
  yield END;
}
