// Runs the processes of `npm start` and stops them together.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { NODE_FLAGS } from "../node-flags.mjs";
import { root } from "../root.mjs";

const STOP_DEADLINE_MS = 25_000;
/** A process that exits is restarted after a pause. The pause doubles while it exits within this time. */
const RESTART_FIRST_MS = 1_000;
const RESTART_MAX_MS = 60_000;
const CRASH_LOOP_MS = 10_000;

/** Whether a process was asked to stop, and did not crash. */
const wasAsked = (code, signal) => code === 0 || ["SIGTERM", "SIGINT", "SIGHUP"].includes(signal);

/**
 * @param onAsked called when somebody else asked one of the processes to stop
 * @param onUnusable called with the sentence of a process that cannot start and would fail again
 */
export function createProcesses({ env, onAsked, onUnusable }) {
  const children = new Map();
  let stopping = false;

  /** Each child has its own process group, so that Ctrl-C reaches only us, and an IPC channel that closes if we die. */
  function run(name, app, settings = {}, pauseMs = RESTART_FIRST_MS) {
    const startedAt = Date.now();
    const child = spawn(process.execPath, [...NODE_FLAGS, `${root}apps/${app}/dist/main.js`], {
      cwd: root,
      env: { ...env, ...settings },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
    });
    children.set(name, child);
    let unusable;
    child.on("message", (message) => (unusable = message.cannotStart));
    // Where there are too many processes for now, this one never began and has no exit.
    child.on("error", (error) => child.pid === undefined && onEnd(error.code));
    child.on("exit", onEnd);
    function onEnd(code, signal) {
      children.delete(name);
      if (stopping) return;
      if (wasAsked(code, signal)) return onAsked(name);
      if (unusable !== undefined) onUnusable(unusable);
      if (stopping) return;
      const pause = Date.now() - startedAt < CRASH_LOOP_MS ? pauseMs : RESTART_FIRST_MS;
      console.error(`${name} exited (${signal ?? code}); it restarts in ${pause / 1000} s.`);
      setTimeout(() => stopping || run(name, app, settings, Math.min(2 * pause, RESTART_MAX_MS)), pause);
    }
  }

  return {
    run,
    async stop() {
      stopping = true;
      const exits = [...children.values()].map((child) => once(child, "exit"));
      for (const child of children.values()) child.kill("SIGTERM");
      const deadline = setTimeout(() => {
        for (const child of children.values()) child.kill("SIGKILL");
      }, STOP_DEADLINE_MS);
      await Promise.all(exits);
      clearTimeout(deadline);
    },
  };
}
