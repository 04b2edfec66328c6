import { afterEach, expect, test } from "@jest/globals";
import { createUnpackPool } from "./unpack-pool.ts";
import type { UnpackPool } from "./unpack-pool.ts";

let pool: UnpackPool;
afterEach(() => pool.close());

/** A thread that does what the job's path says. */
const SCRIPT = `
  import { parentPort } from "node:worker_threads";
  parentPort.on("message", ({ id, job }) => {
    if (job.path === "throw") throw new Error("out of memory");
    if (job.path === "exit") process.exit(1);
    if (job.path !== "hang") parentPort.postMessage({ id, result: { skipped: job.path } });
  });`;
const entry = new URL(`data:text/javascript,${encodeURIComponent(SCRIPT)}`);
const jobOf = (path: string) => ({ zip: 0, entry: { offsetToLocalFileHeader: 0, compressedSize: 0, compressionMethod: 0, crc32: 0 }, sniff: false, path, maxBytes: 1, budget: new SharedArrayBuffer(8) });

test("each job gets its own answer", async () => {
  pool = createUnpackPool(entry);
  const names = Array.from({ length: 50 }, (_, i) => String(i));
  expect(await Promise.all(names.map((name) => pool.unpack(jobOf(name))))).toEqual(names.map((skipped) => ({ skipped })));
});

test.each(["throw", "exit"])("a thread that dies (%s) fails what it had in hand, and another takes what follows", async (death) => {
  pool = createUnpackPool(entry);
  const hanging = Array.from({ length: pool.threads }, () => pool.unpack(jobOf("hang")));
  const deaths = Array.from({ length: pool.threads }, () => pool.unpack(jobOf(death)));
  for (const each of await Promise.allSettled([...hanging, ...deaths])) expect(each).toMatchObject({ status: "rejected", reason: { message: "a thread that unpacks zips ended" } });
  expect(await pool.unpack(jobOf("next"))).toEqual({ skipped: "next" });
});

test("a thread that cannot be started fails the job", async () => {
  pool = createUnpackPool(new URL("file:///nowhere/at/all.js"));
  await expect(pool.unpack(jobOf("any"))).rejects.toThrow("a thread that unpacks zips ended");
});
