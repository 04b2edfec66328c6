// Starts a private Redis for `npm start` or for tests.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, unlink, writeFile } from "node:fs/promises";
import { freePort } from "./start/ports.mjs";
import { spawnRedis } from "./start/redis-process.mjs";
import { requireProgram } from "./system-package.mjs";

export { freePort, isTaken } from "./start/ports.mjs";

const STOP_TIMEOUT_MS = 10_000;
const RUNNING = "running.json";
/** Files that could not be read, of the last time only. */
const SET_ASIDE = "set-aside";
/** Less room than this makes Redis refuse every command that writes, once its file cannot grow. */
const ROOM_BYTES = 4 * 1024 * 1024;
const PACKAGES = { "apt-get": "redis-server", dnf: "redis", apk: "redis", brew: "redis" };
const IN_MEMORY = ["--save", "", "--appendonly", "no"];
const ON_DISK = ["--appendonly", "yes", "--appendfsync", "everysec"];

/**
 * Starts a Redis on a free loopback port. `durable` keeps its data in `dir` between restarts. Nothing depends on it:
 * the queue can be rebuilt from disk. Data that it cannot read are set aside, and on a full disk it keeps none.
 *
 * @param {{dir: string, durable: boolean, port?: number, args?: string[], say?: (line: string) => void}} options
 * @returns {Promise<{url: string, port: number, pid: number, exited: Promise<unknown>, stop(signal?: NodeJS.Signals): Promise<void>}>}
 */
export async function startRedis({ dir, durable, port, args = [], say = console.error }) {
  const program = requireProgram(
    ["redis-server", "valkey-server"],
    PACKAGES,
    "Symphony needs a Redis (or set REDIS_URL)",
  );
  await mkdir(dir, { recursive: true });
  await stopOrphan(dir);
  const chosen = port ?? (await freePort());
  const start = (persistence) => spawnRedis(program, [...optionsOf(chosen, dir), ...persistence, ...args], chosen);
  const running = await (durable ? startDurably(start, dir, say) : runningOf(await start(IN_MEMORY)));
  await writeFile(`${dir}/${RUNNING}`, JSON.stringify({ pid: running.pid, port: chosen })).catch(() => undefined);
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pid: running.pid,
    exited: running.exited,
    async stop(signal = "SIGTERM") {
      running.kill(signal);
      await running.exited;
      await rm(`${dir}/${RUNNING}`, { force: true });
    },
  };
}

const optionsOf = (port, dir) =>
  `--bind 127.0.0.1 --port ${port} --maxmemory-policy noeviction --dir`.split(" ").concat(dir);

function runningOf({ running, failure }) {
  if (running === undefined) throw new Error(`Redis did not start. It said:\n${failure}`);
  return running;
}

/** If it starts without its former data, then they were the reason; if it does not, they are put back. */
async function startDurably(start, dir, say) {
  if (!(await hasRoom(dir))) {
    say(`The disk of ${dir} is full: Redis keeps its data in memory only. Nothing is lost: the queue is rebuilt.`);
    return runningOf(await start(IN_MEMORY));
  }
  const first = await start(ON_DISK);
  if (first.running !== undefined) return first.running;
  const names = (await readdir(dir)).filter((name) => name !== SET_ASIDE && name !== RUNNING);
  if (names.length === 0) return runningOf(first);
  const aside = `${dir}/${SET_ASIDE}`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside);
  for (const name of names) await rename(`${dir}/${name}`, `${aside}/${name}`);
  const second = await start(ON_DISK);
  if (second.running === undefined) {
    for (const name of names) {
      await rm(`${dir}/${name}`, { recursive: true, force: true });
      await rename(`${aside}/${name}`, `${dir}/${name}`);
    }
    return runningOf(first);
  }
  const reason = first.failure.split("\n").findLast((line) => line.includes("#")) ?? first.failure;
  say(
    `Redis could not read its data; they are set aside in ${aside}, and nothing is lost: the queue is rebuilt. It said: ${reason.trim()}`,
  );
  return second.running;
}

async function hasRoom(dir) {
  const probe = `${dir}/room.${process.pid}`;
  try {
    await writeFile(probe, Buffer.alloc(ROOM_BYTES));
    return true;
  } catch (error) {
    if (error.code !== "ENOSPC" && error.code !== "EDQUOT") throw error;
    return false;
  } finally {
    await unlink(probe).catch(() => undefined);
  }
}

/** Stops the Redis of a killed run: two processes writing into one folder would corrupt it. */
async function stopOrphan(dir) {
  const { pid, port } = readRunning(dir);
  const isOurs = () => pid !== undefined && commandOf(pid).includes(`:${port}`);
  if (!isOurs()) return;
  process.kill(pid, "SIGTERM");
  for (const deadline = Date.now() + STOP_TIMEOUT_MS; isOurs() && Date.now() < deadline;)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A power cut may have left half a file, or none. */
function readRunning(dir) {
  try {
    return JSON.parse(readFileSync(`${dir}/${RUNNING}`, "utf8"));
  } catch {
    return {};
  }
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // Gone, or a system without /proc.
    return spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout ?? "";
  }
}
