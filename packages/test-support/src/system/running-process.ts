import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE_FLAGS } from "../../../../tools/node-flags.mjs";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
/** Longer than a process may take to stop after a SIGTERM. */
const STOP_TIMEOUT_MS = 25_000;

export interface RunningProcess {
  child: ChildProcess;
  /** Everything it wrote, for assertions on logs. */
  output(): string;
  isRunning(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** @returns the exit code, or null when a signal ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * @param entry relative to the repository
 * @param prefix a program that runs the process as its child, such as `unshare --fork`
 */
export function startProcess(entry: string, env: NodeJS.ProcessEnv, prefix: readonly string[] = []): RunningProcess {
  const [program = "", ...args] = [...prefix, process.execPath, ...NODE_FLAGS, join(root, entry)];
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.stderr.on("data", (part: Buffer) => parts.push(part));
  const exited = once(child, "exit");
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const signal = (name: NodeJS.Signals): void => {
    const inner = prefix.length === 0 ? undefined : childOf(child.pid);
    if (inner === undefined) child.kill(name);
    else process.kill(inner, name);
  };
  return {
    child,
    output: () => Buffer.concat(parts).toString(),
    isRunning,
    signal,
    async end(name) {
      if (!isRunning()) return child.exitCode;
      signal(name);
      const deadline = setTimeout(() => signal("SIGKILL"), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(deadline);
      return child.exitCode;
    },
  };
}

/** The prefix ignores signals while it waits for its child. */
function childOf(pid: number | undefined): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]) || undefined;
  } catch {
    return undefined;
  }
}
