import { afterEach, expect } from "@jest/globals";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, cp, rm } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import sharp from "sharp";
import { formOf } from "@symphony/test-support/client";
import { picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import { findViolations, rowsNow } from "./checker.ts";
import type { Usage } from "./checker.ts";
import { makeMemoryGroup, reasonWithoutMemoryGroups } from "./support/memory-group.ts";
import { faultTest } from "./support/fault-test.ts";
import { FULL } from "./support/scale.ts";
import { pause, startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";
import { reasonWithoutStrace, injectAt } from "./support/strace.ts";

const WORKER = fileURLToPath(new URL("../../apps/worker", import.meta.url));
const missing = reasonWithoutStrace();
const ONE_THREAD = { UV_THREADPOOL_SIZE: "1" };
let batches: SlowBatches;
afterEach(() => batches?.stop());

const files = async (count: number): Promise<Array<[string, Uint8Array]>> =>
  (await picturesOf(count)).map((bytes, i) => [`${i}.jpg`, bytes]);

/** Sends three files to an API that may die over it. @returns whether it answered */
async function sendFiles(): Promise<boolean> {
  const body = await files(3);
  const names = body.map(([name]) => name);
  const answer = await batches.caller.submit(formOf(body)).catch(() => undefined);
  if (answer === undefined) batches.unanswered.push({ batchId: undefined, names });
  else batches.acknowledged.push({ batchId: answer.batch_id, names });
  return answer !== undefined;
}

const isAlive = async (): Promise<boolean> =>
  (await fetch(`${batches.system.url}/healthz`).catch(() => undefined))?.ok === true;

faultTest(
  1,
  "an API killed at a call of accepting has kept what it answered for and shows nothing half",
  missing,
  async () => {
    batches = await startSlowBatches({ workers: 1, env: ONE_THREAD });
    for (const call of FULL ? ["fsync", "mkdir", "rename", "unlink"] : ["fsync", "mkdir"]) {
      for (let n = 1; n <= (FULL ? 30 : 1); n += 1) {
        const strike = await injectAt(
          batches.system.api.child.pid as number,
          `${call}:signal=KILL:when=${FULL ? n : 3}`,
        );
        const answered = await sendFiles();
        await strike.letGo();
        // There is no n-th call any more.
        if (answered && (await isAlive())) break;
        await until(() => batches.system.api.child.signalCode !== null, "the API is struck");
        await batches.system.startApi();
      }
    }
    expect(await batches.expectAllKept()).toEqual([]);
  },
);

/** Kills a worker at the n-th of a kind of call, for some or every n. */
const struckAt = (
  call: string,
  most: number,
): [promise: string, missing: string | undefined, run: () => Promise<void>] => [
  `a worker killed at a ${call} of committing or finishing leads to one row an item and one table`,
  missing,
  async () => {
    batches = await startSlowBatches({ workers: 0, waitReady: false, env: ONE_THREAD });
    await batches.system.untilAnswering();
    for (let n = FULL ? 1 : 2; n <= most; n += FULL ? 1 : most) {
      const worker = batches.system.startWorker();
      await batches.system.untilReady();
      const strike = await injectAt(worker.child.pid as number, `${call}:signal=KILL:when=${n}`);
      await sendFiles();
      await until(() => worker.child.signalCode !== null, "the worker is struck", 20_000).catch(() => undefined);
      await strike.letGo();
      await worker.end("SIGKILL");
    }
    batches.system.startWorker();
    expect(await batches.expectAllKept()).toEqual([]);
  },
];

faultTest(2, ...struckAt("fsync", 12));
faultTest(2, ...struckAt("link", 4));
faultTest(2, ...struckAt("unlink", 8));
faultTest(3, ...struckAt("rename", 6));

faultTest(
  5,
  "all told to stop under load leave with 0, and what they left is done by those who follow",
  undefined,
  async () => {
    batches = await startSlowBatches();
    const { system } = batches;
    const id = await batches.send();
    await batches.untilProcessed(id, 10);
    expect(
      await Promise.all([system.api, system.gateway, ...system.workers].map((each) => each.end("SIGTERM"))),
    ).toEqual([0, 0, 0, 0]);
    await Promise.all([system.startApi(), system.startGateway()]);
    system.startWorker();
    expect(await batches.expectAllKept()).toEqual([]);
  },
);

faultTest(8, "a worker whose disk fails to sync stops, and another does its work", missing, async () => {
  batches = await startSlowBatches({ workers: 1 });
  const failing = batches.system.workers[0] as (typeof batches.system.workers)[number];
  const strike = await injectAt(failing.child.pid as number, "fsync:error=EIO:when=2+");
  const id = await batches.send(20);
  await until(() => failing.child.exitCode !== null, "the worker stops");
  await strike.letGo();
  expect([failing.child.exitCode, failing.output()]).toEqual([
    1,
    expect.stringContaining("the disk does not keep what is written"),
  ]);
  batches.system.startWorker();
  await batches.untilProcessed(id, 20);
  expect(await batches.expectAllKept()).toEqual([]);
});

faultTest(
  8,
  "an API whose disk fails to sync answers 503, shows nothing, and takes uploads when it syncs again",
  missing,
  async () => {
    batches = await startSlowBatches({ workers: 1, env: ONE_THREAD });
    for (const n of [1, 4, 8, 9, 10]) {
      const strike = await injectAt(batches.system.api.child.pid as number, `fsync:error=EIO:when=${n}`);
      const answer = await batches.caller.post("/api/check-logo/batch/", formOf(await files(3)));
      await strike.letGo();
      if (answer.status === 200)
        batches.acknowledged.push({
          batchId: ((await answer.json()) as { batch_id: string }).batch_id,
          names: ["0.jpg", "1.jpg", "2.jpg"],
        });
      else expect([answer.status, await answer.json()]).toMatchObject([503, { code: "storage_unavailable" }]);
    }
    expect(batches.acknowledged.length).toBeLessThan(5);
    await batches.send(5);
    expect(await batches.expectAllKept()).toEqual([]);
  },
);

faultTest(22, "a worker stopped for three times its lock and let go again changes no row", undefined, async () => {
  batches = await startSlowBatches();
  await batches.follow();
  const id = await batches.send(80);
  await batches.untilProcessed(id, 10);
  for (const { child } of batches.system.workers.slice(FULL ? 0 : 1)) {
    child.kill("SIGSTOP");
    await pause(13_000);
    const before = await rowsNow(batches.system.exportsDir);
    child.kill("SIGCONT");
    await pause(1_000);
    expect(
      await findViolations({
        exportsDir: batches.system.exportsDir,
        acknowledged: batches.acknowledged,
        rowsBefore: before,
        finished: false,
      }),
    ).toEqual([]);
  }
  expect(await batches.expectAllKept()).toEqual([]);
});

/** Sends pictures of which two harm the decoder's process; `started` is told of the worker before. */
async function expectHarmAlone(
  row: number,
  harms: readonly [string, string],
  started: (pid: number) => void = () => undefined,
): Promise<void> {
  const entry = await workerWithFragileJudge(`fragile-${row}`);
  batches = await startSlowBatches({ workers: 1, workerEntry: `apps/worker/dist/fragile-${row}/main.js` });
  started(batches.system.workers[0]?.child.pid as number);
  // Each a file of its own: of equal files one is judged, and the others get its answer.
  const pngs = await Promise.all(
    Array.from({ length: 16 }, async (_, i) =>
      sharp(await plainPicture(i))
        .png()
        .toBuffer(),
    ),
  );
  const names = Array.from({ length: 16 }, (_, i) =>
    i % 8 === 3 ? `${harms[i > 8 ? 1 : 0]}-${i}.png` : `fine-${i}.png`,
  );
  const { batch_id } = await batches.caller.submit(formOf(names.map((name, i) => [name, pngs[i] as Buffer])));
  batches.acknowledged.push({ batchId: batch_id, names });
  expect(await batches.expectAllKept()).toEqual([]);
  const results = await batches.caller.results(batch_id);
  expect(results.map((result) => result.Error_Category)).toEqual(
    names.map((name) => (name.startsWith("fine") ? null : "decoder_crashed")),
  );
  await rm(entry, { recursive: true });
}

faultTest(24, "images that end the decoder's process are errors of their own and harm no neighbour", undefined, () =>
  expectHarmAlone(24, ["kill", "exit"]),
);

/** Enough for a worker and its judge at work, and far less than the images want. */
const MEMORY_BYTES = 700 * 1024 * 1024;

faultTest(
  26,
  "so are images that crash it, and those for which the kernel kills it because they want all memory",
  reasonWithoutMemoryGroups(),
  async () => {
    const group = makeMemoryGroup(MEMORY_BYTES);
    try {
      await expectHarmAlone(26, ["segv", "eat"], (pid) => {
        for (const each of [pid, ...childrenOf(pid)]) group.add(each);
      });
      expect(group.killed()).toBeGreaterThanOrEqual(2);
      expect(batches.system.workers[0]?.child.signalCode).toBeNull();
    } finally {
      // A group with processes in it cannot be removed.
      await batches.stop();
      group.remove();
    }
  },
);

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

/** The built worker beside a judge's process that some pictures harm. @returns its folder */
async function workerWithFragileJudge(name: string): Promise<string> {
  const home = join(WORKER, "dist", name);
  await mkdir(home, { recursive: true });
  for (const file of ["main.js", "main.js.map"]) await cp(join(WORKER, "dist", file), join(home, file));
  await build({
    entryPoints: [join(WORKER, "fixtures/fragile-inspector.ts")],
    outfile: join(home, "inference-child.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return home;
}

const BLOCK = 64 * 1024;
const BLOCKS = 16;

/** Sends an upload up to a point and goes away. */
async function breakOff(afterBytes: number): Promise<void> {
  const head = Buffer.from('--x\r\ncontent-disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n');
  const upload = request(`${batches.system.url}/api/check-logo/batch/`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=x", "content-length": BLOCKS * BLOCK },
  });
  upload.on("error", () => undefined);
  await new Promise<void>((resolve) => upload.write(Buffer.concat([head, Buffer.alloc(afterBytes)]), () => resolve()));
  await pause(20);
  upload.destroy();
}

async function usage(): Promise<Usage> {
  const pid = batches.system.api.child.pid as number;
  const [fds, status] = await Promise.all([readdir(`/proc/${pid}/fd`), readFile(`/proc/${pid}/status`, "utf8")]);
  return { fds: fds.length, rssBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024 };
}

faultTest(
  31,
  "an upload broken off at any 64 KB leaves no batch, no files and nothing open",
  process.platform === "linux" ? undefined : "there is no /proc",
  async () => {
    batches = await startSlowBatches({ workers: 1 });
    await batches.send(5);
    const before = await usage();
    for (let round = 0; round < (FULL ? 10 : 2); round += 1) {
      for (let blocks = 0; blocks < BLOCKS; blocks += 1) await breakOff(blocks * BLOCK);
    }
    await until(
      async () => (await readdir(join(batches.system.exportsDir, ".staging"))).length === 0,
      "nothing is left of the uploads",
    ).catch(() => undefined);
    expect(await batches.expectAllKept()).toEqual([]);
    const { exportsDir } = batches.system;
    expect(
      await findViolations({
        exportsDir,
        acknowledged: batches.acknowledged,
        usage: { before, after: await usage() },
        finished: true,
      }),
    ).toEqual([]);
  },
);

faultTest(
  33,
  "followers whose gateway dies again and again see progress that only grows, and the end once",
  undefined,
  async () => {
    batches = await startSlowBatches();
    const { system } = batches;
    const id = await batches.send(120);
    for (const count of [10, 30, 50]) {
      const follower = await batches.follow();
      await batches.untilProcessed(id, count);
      await system.gateway.end("SIGKILL");
      await follower.closed;
      await system.startGateway();
    }
    const last = await batches.follow();
    await batches.caller.untilDone(id);
    await until(() => last.of("complete").length > 0, "the end is told");
    expect(
      await findViolations({
        exportsDir: system.exportsDir,
        acknowledged: batches.acknowledged,
        connections: batches.connections,
        finished: false,
      }),
    ).toEqual([]);
    batches.connections.splice(0, 3);
    expect(await batches.expectAllKept()).toEqual([]);
  },
);
