import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRedis } from "@symphony/messaging";
import { cascadeFolder, yoloStage } from "./cascade-folder.ts";
import { NODE_FLAGS } from "../../../tools/node-flags.mjs";
import { freePort, startRedis } from "../../../tools/redis.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const REDIS_USER = "symphony";
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 25_000;

export interface SystemOptions {
  workers?: number;
  /** Settings of every process. */
  env?: Record<string, string>;
  /** Default: one tiny real model that finds a red patch in milliseconds. */
  modelsDir?: string;
  /** Default: the built worker. */
  workerEntry?: string;
  /** Default: a folder of its own, which goes at the end. */
  exportsDir?: string;
  /** The processes' user at Redis, with a password and nothing but these rights; default: one who may do everything. */
  redisUser?: { password: string; rights: readonly string[] };
  /** Whether to wait until the system says it is ready. */
  waitReady?: boolean;
}

export interface RunningProcess {
  child: ChildProcess;
  /** What it wrote, for assertions on logs. */
  output(): string;
  /** @returns the exit code, or null when a signal ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface TestRedis {
  url: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on its port, empty. */
  restart(): Promise<void>;
  /** Sends a command, having made sure that it is our own Redis and nobody else's that gets it. */
  command(...words: string[]): Promise<unknown>;
}

/** The whole system on free ports of this machine, from the built files, with a Redis and a folder of its own. */
export interface System {
  url: string;
  wsUrl: string;
  /** Of the gateway itself, behind the API. */
  gatewayPort: number;
  exportsDir: string;
  redis: TestRedis;
  workers: RunningProcess[];
  api: RunningProcess;
  gateway: RunningProcess;
  startApi(): Promise<void>;
  startGateway(): Promise<void>;
  startWorker(env?: Record<string, string>): RunningProcess;
  /** Waits for all that is to be waited for before images are judged … */
  untilReady(): Promise<void>;
  /** … and for the API alone, which takes images without any worker. */
  untilAnswering(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-test-"));
  const exportsDir = options.exportsDir ?? join(dir, "exports");
  const redis = await startTestRedis(join(dir, "redis"));
  if (options.redisUser !== undefined)
    await redis.command(
      "ACL",
      "SETUSER",
      REDIS_USER,
      "on",
      `>${options.redisUser.password}`,
      ...options.redisUser.rights,
    );
  const [apiPort, gatewayPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    NODE_OPTIONS: "",
    REDIS_URL:
      options.redisUser === undefined
        ? redis.url
        : redis.url.replace("//", `//${REDIS_USER}:${options.redisUser.password}@`),
    EXPORTS_DIR: exportsDir,
    DISK_RESERVE_BYTES: "1000000",
    MODELS_DIR: options.modelsDir ?? (await cascadeFolder([await yoloStage("v8", { name: "red-patch" })])),
    URL_FETCH_ALLOW_CIDRS: "127.0.0.0/8",
    HOST: "127.0.0.1",
    ...options.env,
  };
  const start = (
    app: string,
    settings: Record<string, string> = {},
    entry = `apps/${app}/dist/main.js`,
  ): RunningProcess => run(entry, { ...env, ...settings });
  const url = `http://127.0.0.1:${apiPort}`;
  const startApi = (): RunningProcess =>
    start("api", { PORT: String(apiPort), GATEWAY_URL: `http://127.0.0.1:${gatewayPort}` });
  const startGateway = (): RunningProcess => start("gateway", { PORT: String(gatewayPort), TRUST_PROXY: "1" });
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
    async startApi() {
      system.api = startApi();
      await system.untilAnswering();
    },
    async startGateway() {
      system.gateway = startGateway();
      await until(async () => (await fetch(`http://127.0.0.1:${gatewayPort}/healthz`)).ok, "the gateway answers");
    },
    startWorker(settings) {
      const worker = start("worker", settings, options.workerEntry);
      workers.push(worker);
      return worker;
    },
    untilReady: () => until(async () => (await fetch(`${url}/readyz`)).ok, "the system is ready"),
    untilAnswering: () => until(async () => (await fetch(`${url}/healthz`)).ok, "the API answers"),
    async stop() {
      await Promise.all([system.api, system.gateway, ...workers].map((each) => each.end("SIGTERM")));
      await redis.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  for (let i = 0; i < (options.workers ?? 1); i += 1) system.startWorker();
  if (options.waitReady ?? true) {
    await system.untilReady();
    await until(async () => (await fetch(`http://127.0.0.1:${gatewayPort}/healthz`)).ok, "the gateway answers");
  }
  return system;
}

async function startTestRedis(dir: string): Promise<TestRedis> {
  const options = { dir, durable: false, args: ["--enable-debug-command", "local"] };
  let running = await startRedis(options);
  return {
    url: running.url,
    stop: (signal) => running.stop(signal),
    async restart() {
      running = await startRedis({ ...options, port: running.port });
    },
    async command(...words) {
      const redis = openRedis(running.url, "queue", () => undefined);
      try {
        const info = await redis.info("server");
        if (!info.includes(`process_id:${running.pid}\r\n`)) throw new Error("this is not the Redis of the test");
        return await redis.call(words[0] as string, ...words.slice(1));
      } finally {
        redis.disconnect();
      }
    },
  };
}

function run(entry: string, env: NodeJS.ProcessEnv): RunningProcess {
  const child = spawn(process.execPath, [...NODE_FLAGS, join(root, entry)], { env, stdio: ["ignore", "pipe", "pipe"] });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.stderr.on("data", (part: Buffer) => parts.push(part));
  const exited = once(child, "exit");
  return {
    child,
    output: () => Buffer.concat(parts).toString(),
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(deadline);
      return child.exitCode;
    },
  };
}

/** Waits until a condition holds; one that throws does not hold yet. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  what: string,
  timeoutMs = READY_TIMEOUT_MS,
): Promise<void> {
  const giveUp = Date.now() + timeoutMs;
  for (;;) {
    const holds = await Promise.resolve()
      .then(condition)
      .catch(() => false);
    if (holds) return;
    if (Date.now() > giveUp) throw new Error(`gave up waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
