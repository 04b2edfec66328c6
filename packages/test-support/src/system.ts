import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../tools/redis.mjs";
import { cascadeFolder, yoloStage } from "./cascade-folder.ts";
import { startPrivateRedis } from "./system/private-redis.ts";
import type { PrivateRedis } from "./system/private-redis.ts";
import { startProcess } from "./system/running-process.ts";
import type { RunningProcess } from "./system/running-process.ts";
import { until } from "./until.ts";

export { startPrivateRedis } from "./system/private-redis.ts";
export type { PrivateRedis } from "./system/private-redis.ts";
export { startProcess } from "./system/running-process.ts";
export type { RunningProcess } from "./system/running-process.ts";
export { until } from "./until.ts";

const REDIS_USER = "symphony";
/** What is built, relative to the repository. */
export const ENTRIES = {
  api: "apps/api/dist/main.js",
  gateway: "apps/gateway/dist/main.js",
  worker: "apps/worker/dist/main.js",
};

export interface SystemOptions {
  workers?: number;
  /** Settings of every process. */
  env?: Record<string, string>;
  /** Default: one tiny real model that finds a red patch within milliseconds. */
  modelsDir?: string;
  /** Default: the built worker. */
  workerEntry?: string;
  /** Built entry points, relative to the repository. Default: those of this version. */
  entries?: { api: string; gateway: string; worker: string };
  /** Default: a temporary folder that is removed at the end. */
  exportsDir?: string;
  /** The Redis user of the processes, with its password and rights. Default: the user with all rights. */
  redisUser?: { password: string; rights: readonly string[] };
  /** Whether to wait until the system is ready. Default: true. */
  waitReady?: boolean;
}

/** The whole system on free ports of this machine, from the built files, with its own Redis and exports folder. */
export interface System {
  url: string;
  wsUrl: string;
  /** The port of the gateway itself, behind the API. */
  gatewayPort: number;
  exportsDir: string;
  redis: PrivateRedis;
  workers: RunningProcess[];
  api: RunningProcess;
  gateway: RunningProcess;
  /** @param entry of another version */
  startApi(entry?: string): Promise<void>;
  startGateway(entry?: string): Promise<void>;
  startWorker(env?: Record<string, string>, entry?: string): RunningProcess;
  /** Forgets the workers that have ended, starts as many as are missing, and waits until all of them are up. */
  restoreWorkers(count: number): Promise<void>;
  /** Waits for everything that is needed to process images. */
  untilReady(): Promise<void>;
  /** Waits for the API alone, which accepts images without any worker. */
  untilAnswering(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-test-"));
  const exportsDir = options.exportsDir ?? join(dir, "exports");
  const redis = await startPrivateRedis(join(dir, "redis"));
  const env = {
    ...process.env,
    NODE_OPTIONS: "",
    REDIS_URL: await redisUrlOf(redis, options.redisUser),
    EXPORTS_DIR: exportsDir,
    DISK_RESERVE_BYTES: "1000000",
    MODELS_DIR: options.modelsDir ?? (await cascadeFolder([await yoloStage("v8", { name: "red-patch" })])),
    URL_FETCH_ALLOW_CIDRS: "127.0.0.0/8",
    HOST: "127.0.0.1",
    ...options.env,
  };
  const [apiPort, gatewayPort] = [await freePort(), await freePort()];
  const [url, gatewayUrl] = [`http://127.0.0.1:${apiPort}`, `http://127.0.0.1:${gatewayPort}`];
  const entries = { ...ENTRIES, ...options.entries };
  const startApi = (entry = entries.api): RunningProcess =>
    startProcess(entry, { ...env, PORT: String(apiPort), GATEWAY_URL: gatewayUrl });
  const startGateway = (entry = entries.gateway): RunningProcess =>
    startProcess(entry, { ...env, PORT: String(gatewayPort), TRUST_PROXY: "1" });
  const untilHealthy = (base: string, what: string): Promise<void> =>
    until(async () => (await fetch(`${base}/healthz`)).ok, `${what} answers`);
  const workers: RunningProcess[] = [];

  const system: System = {
    url,
    wsUrl: url.replace("http", "ws"),
    gatewayPort,
    exportsDir,
    redis,
    workers,
    api: startApi(),
    gateway: startGateway(),
    async startApi(entry) {
      system.api = startApi(entry);
      await system.untilAnswering();
    },
    async startGateway(entry) {
      system.gateway = startGateway(entry);
      await untilHealthy(gatewayUrl, "the gateway");
    },
    startWorker(settings = {}, entry = options.workerEntry ?? entries.worker) {
      const worker = startProcess(entry, { ...env, ...settings });
      workers.push(worker);
      return worker;
    },
    async restoreWorkers(count) {
      workers.splice(0, workers.length, ...workers.filter((worker) => worker.isRunning()));
      while (workers.length < count) system.startWorker();
      await until(() => workers.every((worker) => worker.output().includes("worker:up")), "the workers are up");
    },
    untilReady: () => until(async () => (await fetch(`${url}/readyz`)).ok, "the system is ready"),
    untilAnswering: () => untilHealthy(url, "the API"),
    async stop() {
      await Promise.all([system.api, system.gateway, ...workers].map((each) => each.end("SIGTERM")));
      await redis.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  for (let i = 0; i < (options.workers ?? 1); i += 1) system.startWorker();
  if (options.waitReady === false) return system;
  try {
    await system.untilReady();
    await untilHealthy(gatewayUrl, "the gateway");
    return system;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

/** The address for the processes, with a user of its own where the test wants one. */
async function redisUrlOf(redis: PrivateRedis, user: SystemOptions["redisUser"]): Promise<string> {
  if (user === undefined) return redis.url;
  await redis.command("ACL", "SETUSER", REDIS_USER, "on", `>${user.password}`, ...user.rights);
  return redis.url.replace("//", `//${REDIS_USER}:${user.password}@`);
}
