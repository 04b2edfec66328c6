import { readdir, readFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, expect } from "@jest/globals";
import { formOf } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { FULL } from "@symphony/test-support/scale";
import { until } from "@symphony/test-support/system";
import { findViolations, readResults } from "./checker/checker.ts";
import type { ResourceUsage } from "./checker/checker.ts";
import { injectAt, reasonWithoutStrace } from "./machine/strace.ts";
import { faultTest } from "./support/fault-test.ts";
import { pause, startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";

const missing = reasonWithoutStrace();
/** strace counts calls by thread: with one thread for files the n-th call is always the same. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: "1" };
let batches: SlowBatches;
afterEach(() => batches?.stop());

const files = async (count: number): Promise<Array<[string, Uint8Array]>> =>
  (await picturesOf(count)).map((bytes, i) => [`${i}.jpg`, bytes]);

/** Submits three files to an API that may be killed meanwhile. @returns whether there was a response */
async function sendFiles(): Promise<boolean> {
  const body = await files(3);
  const names = body.map(([name]) => name);
  const response = await batches.caller.submit(formOf(body)).catch(() => undefined);
  if (response === undefined) batches.withoutResponse.push({ batchId: undefined, names });
  else batches.acknowledged.push({ batchId: response.batch_id, names });
  return response !== undefined;
}

const isAlive = async (): Promise<boolean> =>
  (await fetch(`${batches.system.url}/healthz`).catch(() => undefined))?.ok === true;

faultTest(
  1,
  "an API killed at a call of accepting a batch loses nothing acknowledged and shows nothing incomplete",
  missing,
  async () => {
    batches = await startSlowBatches({ workers: 1, env: ONE_THREAD });
    for (const call of FULL ? ["fsync", "mkdir", "rename", "unlink"] : ["fsync", "mkdir"]) {
      for (let n = 1; n <= (FULL ? 30 : 1); n += 1) {
        const injection = await injectAt(
          batches.system.api.child.pid as number,
          `${call}:signal=KILL:when=${FULL ? n : 3}`,
        );
        const hasResponse = await sendFiles();
        await injection.stop();
        // There were fewer than n calls.
        if (hasResponse && (await isAlive())) break;
        await until(() => batches.system.api.child.signalCode !== null, "the API is killed");
        await batches.system.startApi();
      }
    }
    expect(await batches.violationsAtEnd()).toEqual([]);
  },
);

/** Kills a worker at the n-th call of a kind, for some n or for each. */
const killedAt = (
  call: string,
  most: number,
): [guarantee: string, missing: string | undefined, run: () => Promise<void>] => [
  `a worker killed at a ${call} of storing results or finishing: each item gets one result, the batch one CSV`,
  missing,
  async () => {
    batches = await startSlowBatches({ workers: 0, waitReady: false, env: ONE_THREAD });
    await batches.system.untilAnswering();
    for (let n = FULL ? 1 : 2; n <= most; n += FULL ? 1 : most) {
      const worker = batches.system.startWorker();
      await batches.system.untilReady();
      const injection = await injectAt(worker.child.pid as number, `${call}:signal=KILL:when=${n}`);
      await sendFiles();
      await until(() => worker.child.signalCode !== null, "the worker is killed", 20_000).catch(() => undefined);
      await injection.stop();
      await worker.end("SIGKILL");
    }
    batches.system.startWorker();
    expect(await batches.violationsAtEnd()).toEqual([]);
  },
];

faultTest(2, ...killedAt("link", 4));
faultTest(3, ...killedAt("rename", 6));
// The steps themselves are killed at these calls in every campaign.
if (FULL) {
  faultTest(2, ...killedAt("fsync", 12));
  faultTest(2, ...killedAt("unlink", 8));
}

faultTest(
  5,
  "all processes stopped under load exit with 0, and their successors finish the work",
  undefined,
  async () => {
    batches = await startSlowBatches();
    const { system } = batches;
    const id = await batches.send();
    await batches.caller.untilProcessed(id, 10);
    expect(
      await Promise.all([system.api, system.gateway, ...system.workers].map((each) => each.end("SIGTERM"))),
    ).toEqual([0, 0, 0, 0]);
    await Promise.all([system.startApi(), system.startGateway()]);
    system.startWorker();
    expect(await batches.violationsAtEnd()).toEqual([]);
  },
);

faultTest(8, "a worker whose disk fails to sync stops, and another one continues its work", missing, async () => {
  batches = await startSlowBatches({ workers: 1 });
  const failing = batches.system.workers[0] as (typeof batches.system.workers)[number];
  const injection = await injectAt(failing.child.pid as number, "fsync:error=EIO:when=2+");
  const id = await batches.send(20);
  await until(() => failing.child.exitCode !== null, "the worker stops");
  await injection.stop();
  expect([failing.child.exitCode, failing.output()]).toEqual([1, expect.stringContaining("store:failed")]);
  batches.system.startWorker();
  await batches.caller.untilProcessed(id, 20);
  expect(await batches.violationsAtEnd()).toEqual([]);
});

faultTest(
  8,
  "an API whose disk fails to sync responds 503, shows nothing, and accepts uploads once it syncs again",
  missing,
  async () => {
    batches = await startSlowBatches({ workers: 1, env: ONE_THREAD });
    for (const n of [1, 4, 8, 9, 10]) {
      const injection = await injectAt(batches.system.api.child.pid as number, `fsync:error=EIO:when=${n}`);
      const response = await batches.caller.post("/api/check-logo/batch/", formOf(await files(3)));
      await injection.stop();
      if (response.status === 200)
        batches.acknowledged.push({
          batchId: ((await response.json()) as { batch_id: string }).batch_id,
          names: ["0.jpg", "1.jpg", "2.jpg"],
        });
      else expect([response.status, await response.json()]).toMatchObject([503, { code: "storage_unavailable" }]);
    }
    expect(batches.acknowledged.length).toBeLessThan(5);
    await batches.send(5);
    expect(await batches.violationsAtEnd()).toEqual([]);
  },
);

faultTest(22, "a worker suspended for three times its lock and resumed changes no result", undefined, async () => {
  batches = await startSlowBatches();
  await batches.follow();
  const id = await batches.send(80);
  await batches.caller.untilProcessed(id, 10);
  for (const { child } of batches.system.workers.slice(FULL ? 0 : 1)) {
    child.kill("SIGSTOP");
    await pause(13_000);
    const before = await readResults(batches.system.exportsDir);
    child.kill("SIGCONT");
    await pause(1_000);
    expect(
      await findViolations({
        exportsDir: batches.system.exportsDir,
        acknowledged: batches.acknowledged,
        resultsBefore: before,
        finished: false,
      }),
    ).toEqual([]);
  }
  expect(await batches.violationsAtEnd()).toEqual([]);
});

const BLOCK = 64 * 1024;
const BLOCKS = 16;

/** Sends an upload up to a point and closes the connection. */
async function abortUpload(afterBytes: number): Promise<void> {
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

async function usage(): Promise<ResourceUsage> {
  const pid = batches.system.api.child.pid as number;
  const [fds, status] = await Promise.all([readdir(`/proc/${pid}/fd`), readFile(`/proc/${pid}/status`, "utf8")]);
  return { fds: fds.length, rssBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024 };
}

faultTest(
  31,
  "an upload aborted at any 64 KB leaves no batch, no files and no open file descriptors",
  process.platform === "linux" ? undefined : "there is no /proc",
  async () => {
    batches = await startSlowBatches({ workers: 1 });
    await batches.send(5);
    const before = await usage();
    for (let round = 0; round < (FULL ? 10 : 2); round += 1) {
      for (let blocks = 0; blocks < BLOCKS; blocks += 1) await abortUpload(blocks * BLOCK);
    }
    await until(
      async () => (await readdir(join(batches.system.exportsDir, ".staging"))).length === 0,
      "the staging folder is empty",
    ).catch(() => undefined);
    expect(await batches.violationsAtEnd()).toEqual([]);
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

/** So slow that the batch outlives three gateways. */
const SLOW_IMAGE_MS = 600;

faultTest(
  33,
  "clients whose gateway is killed repeatedly see progress that only grows, and one complete event",
  undefined,
  async () => {
    batches = await startSlowBatches({}, SLOW_IMAGE_MS);
    const { system } = batches;
    const id = await batches.send(120);
    for (const count of [10, 30, 50]) {
      const follower = await batches.follow();
      await batches.caller.untilProcessed(id, count);
      await system.gateway.end("SIGKILL");
      await follower.closed;
      await system.startGateway();
    }
    const last = await batches.follow();
    await batches.caller.untilDone(id);
    await until(() => last.of("complete").length > 0, "the complete event arrives");
    expect(
      await findViolations({
        exportsDir: system.exportsDir,
        acknowledged: batches.acknowledged,
        connections: batches.connections,
        finished: false,
      }),
    ).toEqual([]);
    batches.connections.splice(0, 3);
    expect(await batches.violationsAtEnd()).toEqual([]);
  },
);
