import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCaller, formOf } from "@symphony/test-support/client";
import { startSystem, until } from "@symphony/test-support/system";
import { freePort } from "../tools/redis.mjs";
import { bundleFor, startBundled } from "./support/bundle.ts";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { sampleBytes } from "./support/pictures.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const READY_TIMEOUT_MS = 120_000;

/** Time from a cold start: `npm start` in a checkout that is built, and a worker to its first result. */
export async function benchColdStart(runs: number): Promise<Outcome[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-bench-"));
  try {
    return [
      await compare(
        {
          bench: "cold start, npm start to ready",
          unit: "s",
          smallerIsBetter: true,
          a: { name: "npm start again", run: () => npmStart(dir) },
          b: { name: "its processes alone", run: processesAlone },
        },
        runs,
      ),
      await firstResult(runs),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function npmStart(dir: string): Promise<number> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), EXPORTS_DIR: join(dir, "exports"), LOG_LEVEL: "error" };
  return timedStart(
    () => spawn("npm", ["start"], { cwd: root, env, stdio: "ignore", detached: true }),
    async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
  );
}

/** @returns seconds from the start until it is ready; the process is stopped afterwards */
async function timedStart(start: () => ReturnType<typeof spawn>, isReady: () => Promise<boolean>): Promise<number> {
  const begun = performance.now();
  const child = start();
  const ended = once(child, "exit");
  try {
    await until(isReady, "it is ready", READY_TIMEOUT_MS);
    return (performance.now() - begun) / 1000;
  } finally {
    // Signal the whole process group: npm does not always pass signals on.
    process.kill(-(child.pid as number), "SIGTERM");
    await ended;
  }
}

/** The same processes without npm, from built files, with the shipped cascade. */
async function processesAlone(): Promise<number> {
  const begun = performance.now();
  const system = await startSystem({ workers: 2, modelsDir: `${root}models` });
  const seconds = (performance.now() - begun) / 1000;
  await system.stop();
  return seconds;
}

/** A worker that finds a batch waiting, against loading the models and inspecting one image without a system. */
async function firstResult(runs: number): Promise<Outcome> {
  const modelsDir = `${root}models`;
  const system = await startSystem({ workers: 0, waitReady: false, modelsDir, env: { RESULT_CACHE: "false" } });
  const entry = await bundleFor("worker", "bare-inspector.ts");
  const [picture] = await sampleBytes(1);
  try {
    await system.untilAnswering();
    const caller = createCaller(system.url);
    const worker = async (): Promise<number> => {
      const { batch_id } = await caller.submit(formOf([picture as [string, Uint8Array]]));
      const begun = performance.now();
      const started = system.startWorker();
      await until(async () => (await caller.status(batch_id)).processed === 1, "the first result exists");
      const seconds = (performance.now() - begun) / 1000;
      await started.end("SIGTERM");
      return seconds;
    };
    const bare = async (): Promise<number> => {
      const begun = performance.now();
      const child = await startBundled(entry, [modelsDir]);
      const done = once(child, "message");
      child.send([`${root}samples/${(picture as [string, Uint8Array])[0].slice(2)}`]);
      await done;
      child.kill();
      return (performance.now() - begun) / 1000;
    };
    return await compare(
      {
        bench: "cold start, worker to first result",
        unit: "s",
        smallerIsBetter: true,
        a: { name: "worker", run: worker },
        b: { name: "models alone", run: bare },
      },
      runs,
    );
  } finally {
    await system.stop();
  }
}
