// One Redis server as a child process, which does not outlive this one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { takesCommands } from "./ports.mjs";

/** Reading a large file takes a while. */
const START_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 25;
const LAST_LINES = 12;

/**
 * Redis takes the place of this shell. Its other half waits on a pipe of this process: a line ends it, the end of the
 * pipe means that this process was killed, and then Redis is stopped once the processes that use it had time to stop.
 */
const GUARD = 'redis=$$; (read -r _ <&3 || { sleep 5; kill -TERM "$redis"; }) >/dev/null 2>&1 & exec 3<&- && exec "$@"';

/** @returns the running server, or `failure`: the last lines that it wrote */
export async function spawnRedis(program, options, port) {
  // In a process group of its own, so that Ctrl-C does not stop it before the processes that use it.
  const child = spawn("/bin/sh", ["-c", GUARD, "sh", program, ...options], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  // There are too many processes, or open files, for now.
  if (child.pid === undefined) return { failure: (await once(child, "error"))[0].message };
  const lines = lastLinesOf(child);
  const guard = child.stdio[3].on("error", () => undefined);
  const exited = once(child, "exit");
  void exited.then(() => guard.end("\n"));
  const running = { pid: child.pid, exited, kill: (signal) => child.kill(signal) };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await takesCommands(port)) && child.exitCode === null && child.signalCode === null) {
    if (Date.now() > deadline) {
      child.kill("SIGKILL");
      await exited;
      return { failure: `it did not take commands within ${START_TIMEOUT_MS / 1000} s\n${lines()}` };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return child.exitCode === null && child.signalCode === null ? { running } : { failure: lines() };
}

function lastLinesOf(child) {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on(
      "data",
      (part) =>
        (text = `${text}${part}`
          .split("\n")
          .slice(-LAST_LINES - 1)
          .join("\n")
          .slice(-4_000)),
    );
  return () => text.trim();
}
