import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Step } from "./steps.ts";

/** Every call that changes what is on disk. */
export const CALLS = ["write", "pwrite64", "fsync", "fdatasync", "rename", "link", "unlink", "mkdir", "rmdir"] as const;
export type Call = (typeof CALLS)[number];

/** Why system calls cannot be made to fail here, or `undefined` when they can. */
export function reasonWithoutStrace(): string | undefined {
  const { status, error } = spawnSync("strace", [
    "-qq",
    "-o",
    "/dev/null",
    "-e",
    "inject=fsync:error=EIO:when=1",
    "true",
  ]);
  if (error !== undefined) return "strace is not installed";
  return status === 0 ? undefined : "strace may not trace here";
}

/** Libraries that the steps import and never reach. */
const UNUSED = /^(bullmq|bullmq-otel|ioredis|nodemailer|pino|rate-limiter-flexible|undici)$/;
const stubs = {
  name: "stubs",
  setup(context: import("esbuild").PluginBuild) {
    context.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: "stub" }));
    context.onLoad({ filter: /./, namespace: "stub" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Bundles the process that takes one step, from the sources as they are or as `change` makes them. */
export async function buildSteps(
  change?: import("esbuild").Plugin,
): Promise<{ file: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-steps-"));
  const file = join(dir, "step.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("step-process.ts", import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "error",
    plugins: [...(change === undefined ? [] : [change]), stubs],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return { file, remove: () => rm(dir, { recursive: true, force: true }) };
}

export interface Outcome {
  acknowledged: boolean;
  /** The error's code, when the step failed and said so. */
  failed: string | undefined;
  killed: boolean;
}

/** Takes a step in a process of its own, with strace's `inject` rules where some are given. */
export async function runStep(file: string, step: Step, root: string, ...inject: string[]): Promise<Outcome> {
  const node = [process.execPath, file, step, root];
  const [program, ...args] =
    inject.length === 0
      ? node
      : [
          "strace",
          "-f",
          "-qq",
          "-o",
          "/dev/null",
          "-e",
          `trace=${callsOf(inject)}`,
          ...inject.flatMap((rule) => ["-e", `inject=${rule}`]),
          ...node,
        ];
  return run(program as string, args);
}

const callsOf = (inject: string[]): string => inject.map((rule) => rule.split(":")[0]).join(",");

// One thread for files: strace counts a call by thread, and so the n-th is always the same.
const env = { ...process.env, NODE_OPTIONS: "", UV_THREADPOOL_SIZE: "1" };

async function run(program: string, args: string[]): Promise<Outcome> {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return {
    acknowledged: said.includes("acknowledged"),
    failed: /failed: (.*)/.exec(said)?.[1],
    killed: signal === "SIGKILL" || code === 137,
  };
}

/** The n-th of a kind of call that a step makes: a place to be struck at. */
export interface Point {
  call: Call;
  n: number;
}

/** Every call of a step that touches a file below `root`, as strace counts them. */
export async function pointsOf(file: string, step: Step, root: string): Promise<Point[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-trace-"));
  const log = join(dir, "log");
  await run("strace", [
    "-f",
    "-y",
    "-qq",
    "-o",
    log,
    "-e",
    `trace=${CALLS.join(",")}`,
    process.execPath,
    file,
    step,
    root,
  ]);
  const lines = (await readFile(log, "utf8")).split("\n");
  await rm(dir, { recursive: true, force: true });
  const counts = new Map<string, number>();
  return lines.flatMap((line) => {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (call === undefined) return [];
    const n = (counts.get(`${call} ${thread}`) ?? 0) + 1;
    counts.set(`${call} ${thread}`, n);
    // Threads also write to wake each other.
    return line.includes(root) ? [{ call: call as Call, n }] : [];
  });
}

/** Has calls of a running process fail or kill it, until it is let go or gone. */
export async function injectAt(pid: number, rule: string): Promise<{ letGo(): Promise<void> }> {
  const strace = spawn(
    "strace",
    ["-f", "-o", "/dev/null", "-p", String(pid), "-e", `trace=${callsOf([rule])}`, "-e", `inject=${rule}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const gone = once(strace, "exit");
  let said = "";
  await new Promise<void>((resolve, reject) => {
    strace.stderr.on("data", (part: Buffer) => {
      said += part.toString();
      if (said.includes("attached")) resolve();
    });
    strace.once("exit", () => reject(new Error(said)));
  });
  return {
    async letGo() {
      strace.kill("SIGINT");
      // With a killed process in hand strace may wait for ever; then it is not missed.
      const late = setTimeout(() => strace.kill("SIGKILL"), 1_000);
      await gone;
      clearTimeout(late);
    },
  };
}
