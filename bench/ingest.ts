import { randomBytes } from "node:crypto";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSystem } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { END, partOf, post } from "./support/form.ts";

const FILES = 200;
const FILE_BYTES = 500_000;
/** An API runs for months: what its compilers do in the first second of it is no part of the figure. */
const WARM_UPS = 3;
const MEGABYTES = (FILES * FILE_BYTES) / 1e6;

/** Taking uploads in, against writing the same bytes to disk with one sync a file. */
export async function benchIngest(runs: number): Promise<Outcome[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-bench-"));
  const system = await startSystem({ workers: 0, waitReady: false });
  await system.untilAnswering();
  const bytes = randomBytes(FILE_BYTES);
  const names = Array.from({ length: FILES }, (_, i) => `${i}.jpg`);
  // Made beforehand, so that making them is not part of what is measured.
  const files = Buffer.concat([...names.flatMap((name) => partOf("files", name, bytes)), END]);
  const formOf = (zip: Buffer): Buffer => Buffer.concat([...partOf("zip_file", "all.zip", zip), END]);
  const zip = formOf(zipOf(names.map((name) => ({ name, bytes }))));
  const packedByPage = formOf(zipOf(names.map((name) => ({ name, bytes, stored: true, sizesFollow: true }))));
  const bare = (): Promise<number> => timed(() => writeAll(dir, bytes), dir);
  const upload = (body: Buffer) => (): Promise<number> =>
    timed(() => post(`${system.url}/api/check-logo/batch/`, body), system.exportsDir);
  try {
    return [
      await compare(
        {
          bench: "ingest, multipart",
          unit: "MB/s",
          goal: 0.8,
          a: { name: "upload", run: upload(files) },
          b: { name: "write and sync", run: bare },
        },
        runs,
        WARM_UPS,
      ),
      await compare(
        {
          bench: "ingest, zip",
          unit: "MB/s",
          goal: 0.8,
          a: { name: "upload", run: upload(zip) },
          b: { name: "write and sync", run: bare },
        },
        runs,
        WARM_UPS,
      ),
      await compare(
        {
          bench: "ingest, zip as the page packs it",
          unit: "MB/s",
          goal: 0.8,
          a: { name: "upload", run: upload(packedByPage) },
          b: { name: "write and sync", run: bare },
        },
        runs,
        WARM_UPS,
      ),
    ];
  } finally {
    await system.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * @param into where the bytes go, to be emptied afterwards as workers do: memory of the disk's cache that is used for
 * the first time costs a virtual machine several times what it costs from then on, whoever happens to be first
 */
async function timed(work: () => Promise<unknown>, into: string): Promise<number> {
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  const made = (await readdir(into)).filter((name) => !name.startsWith("."));
  for (const name of made) await rm(join(into, name), { recursive: true });
  return (MEGABYTES * 1000) / milliseconds;
}

async function writeAll(dir: string, bytes: Buffer): Promise<void> {
  const folder = await mkdtemp(join(dir, "bare-"));
  for (let i = 0; i < FILES; i += 1) {
    const file = await open(join(folder, String(i)), "w");
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
  }
}
