import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
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
  /** @returns the exit code, or null when a signal ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** @param entry relative to the repository */
export function startProcess(entry: string, env: NodeJS.ProcessEnv): RunningProcess {
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
