import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callsOf } from "../machine/strace.ts";
import type { Step } from "./steps.ts";

/** Every system call that changes what is on disk. */
export const CALLS = ["write", "pwrite64", "fsync", "fdatasync", "rename", "link", "unlink", "mkdir", "rmdir"] as const;
export type Call = (typeof CALLS)[number];

export interface Outcome {
  acknowledged: boolean;
  /** The error code of a step that failed and said so. */
  failed: string | undefined;
  killed: boolean;
}

/** Takes a step in a process of its own, with strace's `inject` rules where some are given. */
export async function runStep(file: string, step: Step, root: string, ...inject: string[]): Promise<Outcome> {
  const node = [process.execPath, file, step, root];
  const rules = inject.flatMap((rule) => ["-e", `inject=${rule}`]);
  const strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${callsOf(inject)}`, ...rules];
  const [program, ...args] = inject.length === 0 ? node : [...strace, ...node];
  return run(program as string, args);
}

// strace counts calls by thread: with one thread for files the n-th call is always the same.
const env = { ...process.env, NODE_OPTIONS: "", UV_THREADPOOL_SIZE: "1" };

async function run(program: string, args: string[]): Promise<Outcome> {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return {
    acknowledged: output.includes("acknowledged"),
    failed: /failed: (.*)/.exec(output)?.[1],
    killed: signal === "SIGKILL" || code === 137,
  };
}

/** The n-th call of its kind in a step: a place to inject a fault. */
export interface CrashPoint {
  call: Call;
  n: number;
}

/** Every call of a step that touches a file below `root`, as strace counts them. */
export async function crashPointsOf(file: string, step: Step, root: string): Promise<CrashPoint[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-trace-"));
  const log = join(dir, "log");
  const options = ["-f", "-y", "-qq", "-o", log, "-e", `trace=${CALLS.join(",")}`];
  await run("strace", [...options, process.execPath, file, step, root]);
  const lines = (await readFile(log, "utf8")).split("\n");
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
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
