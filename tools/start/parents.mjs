// npm ends on a signal without passing it on. Its end is seen here.
import { spawnSync } from "node:child_process";

const LOOK_EVERY_MS = 500;

/** Calls `onEnd` once npm, or the shell between npm and this process, has ended. Without npm it does nothing. */
export function watchNpm(onEnd) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const shellOf = describe(parent);
  // Some shells replace themselves by the command, others stay between npm and this process.
  const watched = shellOf !== undefined && /(?:^|\/)(?:ba|da|z|k|a)?sh$/.test(shellOf.command) ? shellOf : undefined;
  const timer = setInterval(() => {
    const isOver = process.ppid !== parent || (watched !== undefined && describe(parent)?.parent !== watched.parent);
    if (!isOver) return;
    clearInterval(timer);
    onEnd();
  }, LOOK_EVERY_MS);
  timer.unref();
}

function describe(pid) {
  const { stdout } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" });
  const [, parent, command] = /^\s*(\d+)\s+(.*\S)/.exec(stdout ?? "") ?? [];
  return parent === undefined ? undefined : { parent, command };
}
