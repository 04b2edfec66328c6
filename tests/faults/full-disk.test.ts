import { afterEach, expect } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { RunningProcess, System } from "@symphony/test-support/system";
import { findViolations } from "./checker.ts";
import type { Sent } from "./checker.ts";
import { mountTmpfs, reasonWithoutMounts } from "./support/mounts.ts";
import type { Mount } from "./support/mounts.ts";
import { faultTest } from "./support/fault-test.ts";

const MEGABYTE = 1024 * 1024;
const ITEMS = 8;
const missing = reasonWithoutMounts();

let mount: Mount;
let system: System;
let caller: Caller;
let acknowledged: Sent[];

afterEach(async () => {
  await system?.stop();
  mount?.unmount();
});

/** An API without workers on a small file system. */
async function startOn(options: string, env: Record<string, string> = {}): Promise<void> {
  mount = mountTmpfs(options);
  acknowledged = [];
  system = await startSystem({
    workers: 0,
    waitReady: false,
    exportsDir: mount.dir,
    env: { DISK_RESERVE_BYTES: "500000", RECOVER_EVERY_MS: "1000", ...env },
  });
  caller = createCaller(system.url);
  await until(async () => (await fetch(`${system.url}/healthz`)).ok, "the API answers");
}

async function send(): Promise<string> {
  const files = (await picturesOf(ITEMS)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  const { batch_id } = await caller.submit(formOf(files));
  acknowledged.push({ batchId: batch_id, names: files.map(([name]) => name) });
  return batch_id;
}

/** Judges all that was accepted, and asks the checker. */
async function expectAllJudged(): Promise<void> {
  if (system.workers.length === 0) system.startWorker();
  for (const { batchId } of acknowledged) await caller.untilDone(batchId as string);
  await until(
    async () => (await findViolations({ exportsDir: mount.dir, acknowledged, finished: true })).length === 0,
    "nothing is left behind",
  ).catch(() => undefined);
  expect(await findViolations({ exportsDir: mount.dir, acknowledged, finished: true })).toEqual([]);
}

/** A worker that is ready and will take what is sent once it is let go. */
async function stoppedWorker(): Promise<RunningProcess> {
  const worker = system.startWorker();
  await system.untilReady();
  worker.child.kill("SIGSTOP");
  return worker;
}

/** Writes until nothing more fits. */
function fillUp(): string {
  const filler = join(mount.dir, ".staging", "filler");
  spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4096"]);
  return filler;
}

/** A body whose length nobody knows before it ends. */
async function* endlessBody(bytes: number): AsyncGenerator<Buffer> {
  yield Buffer.from('--x\r\ncontent-disposition: form-data; name="files"; filename="big.jpg"\r\n\r\n');
  for (let sent = 0; sent < bytes; sent += MEGABYTE) yield Buffer.alloc(MEGABYTE);
  yield Buffer.from("\r\n--x--\r\n");
}

const postBody = (body: unknown): Promise<Response> =>
  fetch(`${system.url}/api/check-logo/batch/`, {
    method: "POST",
    body: body as never,
    duplex: "half",
    headers: { "content-type": "multipart/form-data; boundary=x" },
  } as never);

faultTest(
  9,
  "an upload that does not fit is answered with 507, declared or not, and others go on",
  missing,
  async () => {
    await startOn("size=6m");
    const declared = await caller.post("/api/check-logo/batch/", formOf([["big.jpg", Buffer.alloc(7 * MEGABYTE)]]));
    expect([declared.status, await declared.json()]).toMatchObject([507, { code: "storage_full" }]);
    expect((await postBody(endlessBody(7 * MEGABYTE))).status).toBe(507);
    expect(await readdir(join(mount.dir, ".staging"))).toEqual([]);
    await send();
    await expectAllJudged();
  },
);

faultTest(
  10,
  "on a disk filled to the last byte the rows of what was accepted still land, and uploads wait",
  missing,
  async () => {
    await startOn("size=6m");
    await send();
    const filler = fillUp();
    await expect(send()).rejects.toThrow("507");
    system.startWorker();
    await caller.untilDone(acknowledged[0]?.batchId as string);
    expect(await readdir(mount.dir)).not.toContain(".reserve");
    await rm(filler);
    await send();
    expect((await stat(join(mount.dir, ".reserve"))).size).toBe(500_000);
    await expectAllJudged();
  },
);

faultTest(10, "without a reserve, rows land as soon as there is room again", missing, async () => {
  await startOn("size=6m", { DISK_RESERVE_BYTES: "0" });
  const worker = await stoppedWorker();
  await send();
  const filler = fillUp();
  worker.child.kill("SIGCONT");
  await until(() => worker.output().includes("ENOSPC"), "the worker meets the full disk");
  await rm(filler);
  await expectAllJudged();
});

faultTest(11, "with the last inode taken, nothing accepted is lost and uploads wait", missing, async () => {
  await startOn("size=20m,nr_inodes=160");
  const worker = await stoppedWorker();
  await send();
  const taken: string[] = [];
  for (;;) {
    const path = join(mount.dir, ".staging", `taken-${taken.length}`);
    if (
      (await writeFile(path, "").then(
        () => true,
        () => false,
      )) === false
    )
      break;
    taken.push(path);
  }
  await expect(send()).rejects.toThrow("507");
  worker.child.kill("SIGCONT");
  await until(() => worker.output().includes("ENOSPC"), "the worker meets it");
  for (const path of taken) await rm(path);
  await send();
  await expectAllJudged();
});

faultTest(
  14,
  "on storage that turns read-only nothing is promised, and all goes on when it is back",
  missing,
  async () => {
    await startOn("size=20m");
    const worker = await stoppedWorker();
    await send();
    mount.remount("ro");
    await expect(send()).rejects.toThrow("503");
    worker.child.kill("SIGCONT");
    await until(() => worker.output().includes("EROFS"), "the worker meets it");
    mount.remount("rw");
    await send();
    await expectAllJudged();
  },
);

faultTest(14, "an API out of file descriptors refuses uploads and takes them again", missing, async () => {
  await startOn("size=40m");
  await send();
  spawnSync("prlimit", ["--pid", String(system.api.child.pid), "--nofile=48:1024"]);
  const answers = await Promise.allSettled(
    Array.from({ length: 60 }, async () => (await postBody(endlessBody(MEGABYTE))).status),
  );
  const taken = answers.filter((answer) => answer.status === "fulfilled" && answer.value === 200);
  expect(taken.length).toBeLessThan(answers.length);
  for (const answer of answers) if (answer.status === "fulfilled") expect([200, 503, 507]).toContain(answer.value);
  spawnSync("prlimit", ["--pid", String(system.api.child.pid), "--nofile=1024:1024"]);
  await send();
  expect(await readdir(join(mount.dir, ".staging"))).toEqual([]);
});
