import { spawnSync } from "node:child_process";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect } from "@jest/globals";
import type { Readiness } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { RunningProcess, System } from "@symphony/test-support/system";
import { findViolations } from "./checker/checker.ts";
import type { Submission } from "./checker/checker.ts";
import { mountTmpfs, reasonWithoutMounts } from "./machine/mounts.ts";
import type { Mount } from "./machine/mounts.ts";
import { faultTest } from "./support/fault-test.ts";

const MEGABYTE = 1024 * 1024;
const ITEMS = 8;
const missing = reasonWithoutMounts();

let mount: Mount;
let system: System;
let caller: Caller;
let acknowledged: Submission[];

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
  await system.untilAnswering();
}

async function send(): Promise<string> {
  const files = (await picturesOf(ITEMS)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  const { batch_id } = await caller.submit(formOf(files));
  acknowledged.push({ batchId: batch_id, names: files.map(([name]) => name) });
  return batch_id;
}

/** Waits until everything accepted is processed, and checks it. */
async function expectAllProcessed(): Promise<void> {
  if (system.workers.length === 0) system.startWorker();
  for (const { batchId } of acknowledged) await caller.untilDone(batchId as string);
  await until(
    async () => (await findViolations({ exportsDir: mount.dir, acknowledged, finished: true })).length === 0,
    "nothing is left behind",
  ).catch(() => undefined);
  expect(await findViolations({ exportsDir: mount.dir, acknowledged, finished: true })).toEqual([]);
}

/** A worker that is ready, and suspended until it gets a SIGCONT. */
async function startSuspendedWorker(): Promise<RunningProcess> {
  const worker = system.startWorker();
  await system.untilReady();
  worker.child.kill("SIGSTOP");
  return worker;
}

/** Fills the disk. @returns the file that does */
function fillUp(): string {
  const filler = join(mount.dir, ".staging", "filler");
  spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4096"]);
  return filler;
}

/** Creates empty files until there are no more inodes. @returns their paths */
async function useAllInodes(): Promise<string[]> {
  const paths: string[] = [];
  for (;;) {
    const path = join(mount.dir, ".staging", `filler-${paths.length}`);
    const created = await writeFile(path, "").then(
      () => true,
      () => false,
    );
    if (!created) return paths;
    paths.push(path);
  }
}

/** A body without a declared length. */
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
  "an upload that does not fit gets a 507, with a declared length or not, and later ones are accepted",
  missing,
  async () => {
    await startOn("size=6m");
    const declared = await caller.post("/api/check-logo/batch/", formOf([["big.jpg", Buffer.alloc(7 * MEGABYTE)]]));
    expect([declared.status, await declared.json()]).toMatchObject([507, { code: "storage_full" }]);
    expect((await postBody(endlessBody(7 * MEGABYTE))).status).toBe(507);
    expect(await readdir(join(mount.dir, ".staging"))).toEqual([]);
    await send();
    await expectAllProcessed();
  },
);

faultTest(
  10,
  "on a full disk the results of accepted items are still stored, and uploads are refused",
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
    await expectAllProcessed();
  },
);

faultTest(10, "without a reserve, results are stored once there is room again", missing, async () => {
  await startOn("size=6m", { DISK_RESERVE_BYTES: "0" });
  const worker = await startSuspendedWorker();
  await send();
  const filler = fillUp();
  worker.child.kill("SIGCONT");
  await until(() => worker.output().includes("ENOSPC"), "the worker gets ENOSPC");
  await rm(filler);
  await expectAllProcessed();
});

faultTest(11, "without free inodes nothing accepted is lost and uploads are refused", missing, async () => {
  await startOn("size=20m,nr_inodes=160");
  const worker = await startSuspendedWorker();
  await send();
  const fillers = await useAllInodes();
  await expect(send()).rejects.toThrow("507");
  worker.child.kill("SIGCONT");
  await until(() => worker.output().includes("ENOSPC"), "the worker gets ENOSPC");
  for (const path of fillers) await rm(path);
  await send();
  await expectAllProcessed();
});

faultTest(
  14,
  "read-only storage acknowledges nothing, and work continues when it is writable again",
  missing,
  async () => {
    await startOn("size=20m");
    const worker = await startSuspendedWorker();
    await send();
    mount.remount("ro");
    await expect(send()).rejects.toThrow("503");
    worker.child.kill("SIGCONT");
    await until(() => worker.output().includes("EROFS"), "the worker gets EROFS");
    mount.remount("rw");
    await send();
    await expectAllProcessed();
  },
);

faultTest(
  14,
  "an API without free file descriptors refuses uploads, and accepts them again later",
  missing,
  async () => {
    await startOn("size=40m");
    await send();
    spawnSync("prlimit", ["--pid", String(system.api.child.pid), "--nofile=48:1024"]);
    const responses = await Promise.allSettled(
      Array.from({ length: 60 }, async () => (await postBody(endlessBody(MEGABYTE))).status),
    );
    const statuses = responses.flatMap((response) => (response.status === "fulfilled" ? [response.value] : []));
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(responses.length);
    for (const status of statuses) expect([200, 503, 507]).toContain(status);
    spawnSync("prlimit", ["--pid", String(system.api.child.pid), "--nofile=1024:1024"]);
    await send();
    expect(await readdir(join(mount.dir, ".staging"))).toEqual([]);
  },
);

faultTest(
  62,
  "processes started on a full disk say so, remove what is due, and take uploads once there is room",
  missing,
  async () => {
    await startOn("size=6m", { CLEANUP_AFTER_HOURS: "0", CLEANUP_EVERY_MS: "500" });
    const worker = await startSuspendedWorker();
    const id = await send();
    await worker.end("SIGKILL");
    const filler = fillUp();
    await system.api.end("SIGTERM");
    await system.startApi();
    const again = system.startWorker();
    const { checks } = (await (await fetch(`${system.url}/readyz`)).json()) as Readiness;
    expect(checks.exports).toMatchObject({ ok: false, detail: expect.stringContaining("the disk is full") });
    await until(() => again.output().includes("storage:unusable"), "the worker says it");
    expect(system.api.output()).toMatch(/storage:unusable/);
    await expect(send()).rejects.toThrow("507");
    await until(async () => !(await readdir(mount.dir)).includes(id), "the batch is finished and removed", 60_000);
    await rm(filler);
    await system.untilReady();
    await send();
  },
);

faultTest(62, "on a disk without a free byte what is due is removed, and what is not stays", missing, async () => {
  await startOn("size=6m", { DISK_RESERVE_BYTES: "0", CLEANUP_AFTER_HOURS: "0.002", CLEANUP_EVERY_MS: "500" });
  system.startWorker();
  const due = await send();
  await caller.untilDone(due);
  const worker = system.workers[0];
  worker?.child.kill("SIGSTOP");
  const pending = await send();
  const filler = fillUp();
  worker?.child.kill("SIGCONT");
  await until(async () => !(await readdir(mount.dir)).includes(due), "the batch is removed");
  expect(await readdir(mount.dir)).toContain(pending);
  await rm(filler);
  await caller.untilDone(pending);
});
