import { afterEach, expect, test } from "@jest/globals";
import { createFileThreads } from "./file-threads.ts";
import type { FileThreads } from "./file-threads.ts";

let threads: FileThreads;
afterEach(() => threads.close());

/** A thread that does what the job's path says. */
const SCRIPT = `
  import { parentPort } from "node:worker_threads";
  parentPort.on("message", ({ id, job }) => {
    if (job.path === "throw") throw new Error("out of memory");
    if (job.path === "exit") process.exit(1);
    if (job.path !== "hang") parentPort.postMessage({ id, outcome: { skipped: job.path } });
  });`;
const entry = new URL(`data:text/javascript,${encodeURIComponent(SCRIPT)}`);
const jobOf = (path: string) => ({
  kind: "block" as const,
  file: 1,
  path,
  maxBytes: 1,
  block: Buffer.alloc(0),
  last: true,
});
const run = (path: string) => threads.hire()(jobOf(path));

test("each job gets its own answer", async () => {
  threads = createFileThreads(entry);
  const names = Array.from({ length: 50 }, (_, i) => String(i));
  expect(await Promise.all(names.map((name) => run(name)))).toEqual(names.map((skipped) => ({ skipped })));
});

test.each(["throw", "exit"])(
  "a thread that dies (%s) fails what it had in hand, and another takes what follows",
  async (death) => {
    threads = createFileThreads(entry);
    const hanging = Array.from({ length: threads.threads }, () => run("hang"));
    const deaths = Array.from({ length: threads.threads }, () => run(death));
    for (const each of await Promise.allSettled([...hanging, ...deaths]))
      expect(each).toMatchObject({ status: "rejected", reason: { message: "a thread that writes files ended" } });
    expect(await run("next")).toEqual({ skipped: "next" });
  },
);

test("a thread that cannot be started fails the job", async () => {
  threads = createFileThreads(new URL("file:///nowhere/at/all.js"));
  await expect(run("any")).rejects.toThrow("a thread that writes files ended");
});
