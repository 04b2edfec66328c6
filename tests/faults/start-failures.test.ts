import { afterEach, expect } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { startTestRedis } from "@symphony/test-support/redis";
import { startProcess } from "@symphony/test-support/system/running-process";
import { mountTmpfs, reasonWithoutMounts } from "./machine/mounts.ts";
import { faultTest } from "./support/fault-test.ts";

type App = "api" | "gateway" | "worker";

/** A process that starts in spite of the fault is ended then. */
const FAIL_WITHIN_MS = 30_000;

/** What ends with the test. */
const endings: Array<() => unknown> = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "symphony-start-"));
  endings.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function mounted(options: string): ReturnType<typeof mountTmpfs> {
  const mount = mountTmpfs(options);
  endings.push(() => mount.unmount());
  return mount;
}

async function redisUrl(): Promise<string> {
  const redis = await startTestRedis();
  endings.push(() => redis.stop());
  return redis.url;
}

/** Starts a process that cannot start. @returns what it wrote before its exit code */
async function startAndFail(app: App, settings: Record<string, string>): Promise<[string, number | null]> {
  const { child, output } = startProcess(`apps/${app}/dist/main.js`, {
    PATH: process.env["PATH"],
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "silent",
    DISK_RESERVE_BYTES: "0",
    EXPORTS_DIR: join(folder(), "exports"),
    MODELS_DIR: await cascadeFolder([await yoloStage("v8", { name: "red-patch" })]),
    REDIS_URL: "redis://127.0.0.1:1",
    ...settings,
  });
  endings.push(() => child.kill("SIGKILL"));
  const timer = setTimeout(() => child.kill("SIGKILL"), FAIL_WITHIN_MS);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearTimeout(timer);
  return [output(), code];
}

interface Failure {
  name: string;
  apps: readonly App[];
  settings: () => Promise<Record<string, string>> | Record<string, string>;
  sentence: RegExp;
  missing?: string | undefined;
}

const STORES = ["api", "worker"] as const;
const ALL = ["api", "gateway", "worker"] as const;
const mounts = reasonWithoutMounts();

const FAILURES: readonly Failure[] = [
  {
    name: "a read-only folder",
    apps: STORES,
    missing: mounts,
    settings: () => ({ EXPORTS_DIR: mounted("ro").dir }),
    sentence: /^The folder \S+ cannot hold batches: read-only file system\.$/,
  },
  {
    name: "a folder below a read-only one",
    apps: STORES,
    missing: mounts,
    settings: () => ({ EXPORTS_DIR: join(mounted("ro").dir, "a", "b") }),
    sentence: /^The folder \S+ cannot hold batches: read-only file system\.$/,
  },
  {
    name: "no room for the first folder",
    apps: STORES,
    missing: mounts,
    settings: () => ({ EXPORTS_DIR: join(mounted("nr_inodes=1").dir, "exports") }),
    sentence: /^The folder \S+ cannot hold batches: the disk is full\.$/,
  },
  {
    name: "a folder below a file",
    apps: STORES,
    settings: () => {
      const file = join(folder(), "file");
      writeFileSync(file, "");
      return { EXPORTS_DIR: join(file, "exports") };
    },
    sentence: /^The folder \S+ cannot hold batches: not a directory\.$/,
  },
  {
    name: "a link that leads nowhere",
    apps: STORES,
    settings: () => {
      const link = join(folder(), "link");
      symlinkSync("/nowhere/at/all", link);
      return { EXPORTS_DIR: link };
    },
    sentence: /^The folder \S+ cannot hold batches: .+\.$/,
  },
  {
    name: "a Redis that refuses the password",
    apps: ALL,
    settings: async () => ({ REDIS_URL: (await redisUrl()).replace("//", "//nobody:wrong-secret@") }),
    sentence: /^Redis at 127\.0\.0\.1:\d+ refuses the user or the password of REDIS_URL\.$/,
  },
  {
    name: "an address of Redis that is none",
    apps: ALL,
    settings: () => ({ REDIS_URL: "redis://[wrong-secret" }),
    sentence: /^A host in the address of Redis must look like name or name:port\.$/,
  },
  {
    name: "a port in use",
    apps: ["api", "gateway"],
    settings: async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      endings.push(() => server.close());
      return { REDIS_URL: await redisUrl(), PORT: String((server.address() as AddressInfo).port) };
    },
    sentence: /^Port \d+ is in use: .+ set PORT to another port\.$/,
  },
  {
    name: "a host that is not this one",
    apps: ["api", "gateway"],
    settings: async () => ({ REDIS_URL: await redisUrl(), HOST: "192.0.2.1" }),
    sentence: /^HOST is 192\.0\.2\.1, which is no address of this machine\.$/,
  },
  {
    name: "no models",
    apps: ["worker"],
    settings: async () => ({ REDIS_URL: await redisUrl(), MODELS_DIR: folder() }),
    sentence: /^.*cascade\.json.*$/,
  },
  {
    name: "a model that is none",
    apps: ["worker"],
    settings: async () => {
      const models = await cascadeFolder([await yoloStage("v8", { name: "red-patch" })]);
      spawnSync("sh", ["-c", `for f in "${models}"/*.onnx; do echo nothing > "$f"; done`]);
      return { REDIS_URL: await redisUrl(), MODELS_DIR: models };
    },
    sentence: /^.+red-patch.+$/,
  },
  {
    name: "a short password of the administrator",
    apps: ["api"],
    settings: () => ({ ADMIN_PASSWORD: "short" }),
    sentence: /^These settings are wrong:\n {2}ADMIN_PASSWORD: must have 8 characters or more$/,
  },
];

for (const { name, apps, settings, sentence, missing } of FAILURES)
  for (const app of apps)
    faultTest(63, `${name}: the ${app} ends with one true sentence`, missing, async () => {
      const [output, code] = await startAndFail(app, await settings());
      expect([output.trimEnd(), code]).toEqual([expect.stringMatching(sentence), 1]);
      expect(output).not.toContain("wrong-secret");
    });
