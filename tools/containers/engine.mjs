// The container engine of this machine.
import { spawnSync } from "node:child_process";

const works = (command, ...args) => spawnSync(command, args, { stdio: "ignore", timeout: 20_000 }).status === 0;

/** `docker` or `podman`, whichever can run containers here; undefined when none can. */
export const findEngine = () => ["docker", "podman"].find((engine) => works(engine, "info"));

/** The words that begin a compose command: the engine's own, or the separate program. */
export const findCompose = (engine) =>
  [[engine, "compose"], [`${engine}-compose`]].find(([command, ...args]) => works(command, ...args, "version"));
