import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSystem } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { compare } from "./support/compare.ts";
import type { Outcome, Side } from "./support/compare.ts";
import { END, partOf, post } from "./support/form.ts";
import { startMulterServer } from "./support/multer-server-process.ts";

const FILES = 200;
const FILE_BYTES = 500_000;
const MEGABYTES = (FILES * FILE_BYTES) / 1e6;
/** An API runs for months: the first seconds, in which its code is compiled, are not part of the figure. */
const WARM_UPS = 3;
/** A line of 1 Gbit/s. */
const BUDGET_MB_PER_SECOND = 125;
const BUDGET_AGAINST_MULTER = 1.2;

/** Rate of uploads, against the line's budget and against multer's own disk storage, which does not sync. */
export async function benchIngest(runs: number): Promise<Outcome[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-bench-"));
  const system = await startSystem({ workers: 0, waitReady: false });
  await system.untilAnswering();
  const multer = await startMulterServer(dir);
  const bytes = randomBytes(FILE_BYTES);
  const names = Array.from({ length: FILES }, (_, i) => `${i}.jpg`);
  const form = Buffer.concat([...names.flatMap((name) => partOf("files", name, bytes)), END]);
  const zipForm = (zip: Buffer): Buffer => Buffer.concat([...partOf("zip_file", "all.zip", zip), END]);
  const bodies = {
    form,
    zip: zipForm(zipOf(names.map((name) => ({ name, bytes })))),
    "zip as the page packs it": zipForm(zipOf(names.map((name) => ({ name, bytes, stored: true, sizesFollow: true })))),
  };
  const multerSide: Side = { name: "multer to disk", run: () => rateOf(() => post(multer.url, form), dir) };
  const outcomes: Outcome[] = [];
  try {
    for (const [name, body] of Object.entries(bodies)) {
      const run = (): Promise<number> =>
        rateOf(() => post(`${system.url}/api/check-logo/batch/`, body), system.exportsDir);
      const a = { name: "upload", run };
      const b = { name: "budget", run: async () => BUDGET_MB_PER_SECOND };
      outcomes.push(await compare({ bench: `ingest, ${name}`, unit: "MB/s", goal: 1, a, b }, runs, WARM_UPS));
      outcomes.push(
        await compare(
          { bench: `ingest, ${name}, against multer`, unit: "MB/s", goal: BUDGET_AGAINST_MULTER, a, b: multerSide },
          runs,
          WARM_UPS,
        ),
      );
    }
    return outcomes;
  } finally {
    multer.stop();
    await system.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * @param into folder of the written files. It is emptied after each run, as workers would: memory of the page cache
 * that a virtual machine uses for the first time costs several times what it costs later
 *
 * @returns MB/s
 */
async function rateOf(work: () => Promise<unknown>, into: string): Promise<number> {
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  const names = (await readdir(into)).filter((name) => !name.startsWith("."));
  for (const name of names) await rm(join(into, name), { recursive: true });
  return (MEGABYTES * 1000) / milliseconds;
}
