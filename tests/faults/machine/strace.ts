import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Why system calls cannot be made to fail here, or `undefined` when they can. */
export function reasonWithoutStrace(): string | undefined {
  const args = ["-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO:when=1", "true"];
  const { status, error } = spawnSync("strace", args);
  if (error !== undefined) return "strace is not installed";
  return status === 0 ? undefined : "strace may not trace here";
}

/** The calls that strace has to trace for `inject` rules. */
export const callsOf = (rules: readonly string[]): string => rules.map((rule) => rule.split(":")[0]).join(",");

/** A rule that is in force in a running process. */
export interface Injection {
  /** Ends it; the process may be gone by then. */
  stop(): Promise<void>;
}

/** Makes calls of a running process fail, or kill it. */
export async function injectAt(pid: number, rule: string): Promise<Injection> {
  const strace = spawn(
    "strace",
    ["-f", "-o", "/dev/null", "-p", String(pid), "-e", `trace=${callsOf([rule])}`, "-e", `inject=${rule}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const exited = once(strace, "exit");
  let output = "";
  await new Promise<void>((resolve, reject) => {
    strace.stderr.on("data", (part: Buffer) => {
      output += part.toString();
      if (output.includes("attached")) resolve();
    });
    strace.once("exit", () => reject(new Error(output)));
  });
  return {
    async stop() {
      strace.kill("SIGINT");
      // strace may wait forever for a process that was killed.
      const deadline = setTimeout(() => strace.kill("SIGKILL"), 1_000);
      await exited;
      clearTimeout(deadline);
    },
  };
}
