import { readFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { FULL } from "@symphony/test-support/scale";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { endlessDirectory, manySmall, nested, quotedOverlap, sharedKernel } from "@symphony/test-support/zip-bombs";

const MIB = 1024 * 1024;
let system: System;
let caller: Caller;
beforeAll(async () => {
  system = await startSystem({ workers: 0, waitReady: false });
  await system.untilAnswering();
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

/** The peak memory of the API. */
const peakMemoryMb = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${system.api.child.pid}/status`, "utf8"))?.[1]) / 1024;

async function bytesBelow(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Runs some work. @returns its result and the largest number of bytes that were staged meanwhile */
async function withPeakBytes<T>(work: () => Promise<T>): Promise<[result: T, peakBytes: number]> {
  let [peak, ended] = [0, false];
  const watch = (async () => {
    while (!ended) {
      peak = Math.max(peak, await bytesBelow(join(system.exportsDir, ".staging")));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const result = await work();
  ended = true;
  await watch;
  return [result, peak];
}

const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const BOMBS: Array<[what: string, code: string, zip: () => Buffer]> = [
  [
    "one entry that unpacks a thousandfold",
    "zip_without_images",
    () => zipOf([{ name: "flat.jpg", bytes: zeros(FULL ? 1_000 * MIB : 100 * MIB) }]),
  ],
  [
    "one that claims to be small",
    "zip_without_images",
    () => zipOf([{ name: "liar.jpg", bytes: zeros(100 * MIB), lie: { size: 10 } }]),
  ],
  [
    "one that claims to be large in the zip",
    "zip_unreadable",
    () => zipOf([{ name: "liar.jpg", bytes: zeros(MIB), lie: { packedSize: 2_000_000_000 } }]),
  ],
  ["thousands of entries, each below a megabyte", "zip_refused", () => manySmall(FULL ? 20_000 : 1_000, MIB - 1)],
  ["entries that share all their bytes", "zip_refused", () => sharedKernel(FULL ? 65_534 : 2_000, 21 * MIB)],
  ["entries that quote each other", "zip_refused", () => quotedOverlap(FULL ? 2_000 : 250, 21 * MIB)],
  ["zips in zips in zips", "zip_without_images", () => nested(FULL ? 5 : 3, 16)],
  ["a directory that claims a million entries", "too_many_items", () => endlessDirectory(1_000_000, 1)],
  ["a directory that claims more entries than there are", "zip_unreadable", () => endlessDirectory(1_000, 10)],
  ...(FULL
    ? ([
        ["a million entries", "too_many_items", () => endlessDirectory(1_000_000)],
        ["two hundred thousand entries without an image", "zip_refused", () => endlessDirectory(200_000)],
      ] as typeof BOMBS)
    : []),
];

/** What a zip may unpack to beyond twenty times its own size. */
const FREE_BYTES = 100 * MIB;

describe("F-36: a zip that is made to fill disk or memory is refused, and nothing of it stays", () => {
  test.each(BOMBS)(
    "%s",
    async (_what, code, zip) => {
      const bytes = zip();
      const [response, peak] = await withPeakBytes(() =>
        caller.post("/api/check-logo/batch/", formOf([["bomb.zip", bytes]], {}, "zip_file")),
      );
      expect(await response.json()).toMatchObject({ code });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(peak).toBeLessThan(21 * bytes.length + FREE_BYTES + 4 * MIB);
      expect(await readdir(join(system.exportsDir, ".staging"))).toEqual([]);
      expect((await fetch(`${system.url}/healthz`)).status).toBe(200);
    },
    120_000,
  );

  test("and the memory of the API did not grow with them", () => {
    expect(peakMemoryMb()).toBeLessThan(600);
  });
});
