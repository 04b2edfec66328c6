// Starts a private Redis for `npm start` or for tests.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { requireProgram } from "./system-package.mjs";

const START_TIMEOUT_MS = 10_000;
const RUNNING = "running.json";
const PACKAGES = { "apt-get": "redis-server", dnf: "redis", apk: "redis", brew: "redis" };

/** A free port of the loopback interface. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Whether a port of the loopback interface is in use. */
export function isTaken(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.end();
      resolve(true);
    }).on("error", () => resolve(false));
  });
}

/**
 * Starts a Redis on a free loopback port. `durable` keeps its data in `dir` between restarts. Nothing depends on it:
 * the queue can be rebuilt from disk.
 *
 * @param {{dir: string, durable: boolean, port?: number, args?: string[]}} options
 * @returns {Promise<{url: string, port: number, pid: number, stop(signal?: NodeJS.Signals): Promise<void>}>}
 */
export async function startRedis({ dir, durable, port, args = [] }) {
  const program = requireProgram(
    ["redis-server", "valkey-server"],
    PACKAGES,
    "Symphony needs a Redis (or set REDIS_URL)",
  );
  await mkdir(dir, { recursive: true });
  await stopOrphan(dir);
  const chosen = port ?? (await freePort());
  const persistence = durable
    ? ["--appendonly", "yes", "--appendfsync", "everysec"]
    : ["--save", "", "--appendonly", "no"];
  const options = [
    "--bind",
    "127.0.0.1",
    "--port",
    String(chosen),
    "--dir",
    dir,
    "--maxmemory-policy",
    "noeviction",
    ...persistence,
    ...args,
  ];
  // In a process group of its own, so that Ctrl-C does not stop it before the processes that use it.
  const child = spawn(program, options, { stdio: ["ignore", "ignore", "inherit"], detached: true });
  const exited = once(child, "exit");
  await untilListening(chosen, exited);
  await writeFile(`${dir}/${RUNNING}`, JSON.stringify({ pid: child.pid, port: chosen }));
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pid: child.pid,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await exited;
      await rm(`${dir}/${RUNNING}`, { force: true });
    },
  };
}

/** Stops the Redis of a killed run: two processes writing into one folder would corrupt it. */
async function stopOrphan(dir) {
  if (!existsSync(`${dir}/${RUNNING}`)) return;
  const { pid, port } = JSON.parse(readFileSync(`${dir}/${RUNNING}`, "utf8"));
  const isOurs = () =>
    spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout?.includes(`:${port}`);
  if (!isOurs()) return;
  process.kill(pid, "SIGTERM");
  for (const deadline = Date.now() + START_TIMEOUT_MS; isOurs() && Date.now() < deadline;)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

async function untilListening(port, exited) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (await isTaken(port)) return;
    const ended = await Promise.race([
      exited.then(() => true),
      new Promise((resolve) => setTimeout(resolve, 25, false)),
    ]);
    if (ended || Date.now() > deadline) throw new Error("Redis did not start; see its output above.");
  }
}
