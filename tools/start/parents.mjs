// npm ends on a signal without passing it on. Its end is seen here.
import { spawnSync } from "node:child_process";

const LOOK_EVERY_MS = 500;
/** What \`ps\` says where it cannot be run, since there are too many processes for now. */
const UNKNOWN = Object.freeze({});

/** Calls `onEnd` once npm, or the shell between npm and this process, has ended. Without npm it does nothing. */
export function watchNpm(onEnd) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const shellOf = describe(parent);
  // Some shells replace themselves by the command, others stay between npm and this process.
  const watched = shellOf !== undefined && /(?:^|\/)(?:ba|da|z|k|a)?sh$/.test(shellOf.command) ? shellOf : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && !hasLost(watched, parent)) return;
    clearInterval(timer);
    onEnd();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Whether the shell that stays between npm and this process has another parent by now. */
function hasLost(watched, pid) {
  if (watched === undefined) return false;
  const now = describe(pid);
  return now !== UNKNOWN && now?.parent !== watched.parent;
}

/** Undefined where there is no such process. */
function describe(pid) {
  const { stdout, error } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" });
  if (error !== undefined) return UNKNOWN;
  const [, parent, command] = /^\s*(\d+)\s+(.*\S)/.exec(stdout ?? "") ?? [];
  return parent === undefined ? undefined : { parent, command };
}
