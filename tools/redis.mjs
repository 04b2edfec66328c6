// A private Redis for one run of the system or of the tests.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { requireProgram } from "./system-package.mjs";

const START_TIMEOUT_MS = 10_000;
const RUNNING = "running.json";
const PACKAGES = { "apt-get": "redis-server", dnf: "redis", apk: "redis", brew: "redis" };

/** A port of the loopback interface that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Whether something listens on a port of the loopback interface. */
export function isTaken(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.end();
      resolve(true);
    }).on("error", () => resolve(false));
  });
}

/**
 * Starts a Redis on a free loopback port. `durable` keeps its data in `dir` over restarts; the queue may be
 * lost all the same, the disk has everything.
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
  const keeping = durable ? ["--appendonly", "yes", "--appendfsync", "everysec"] : ["--save", "", "--appendonly", "no"];
  const options = [
    "--bind",
    "127.0.0.1",
    "--port",
    String(chosen),
    "--dir",
    dir,
    "--maxmemory-policy",
    "noeviction",
    ...keeping,
    ...args,
  ];
  // A group of its own: Ctrl-C reaches us first, and Redis stops after those who need it.
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

/** A Redis of a run that was killed may still write into this folder; two at once would ruin it. */
async function stopOrphan(dir) {
  if (!existsSync(`${dir}/${RUNNING}`)) return;
  const { pid, port } = JSON.parse(readFileSync(`${dir}/${RUNNING}`, "utf8"));
  const isOurs = () =>
    spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout?.includes(`:${port}`);
  if (!isOurs()) return;
  process.kill(pid, "SIGTERM");
  for (const giveUp = Date.now() + START_TIMEOUT_MS; isOurs() && Date.now() < giveUp;)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

async function untilListening(port, exited) {
  const giveUp = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (await isTaken(port)) return;
    const ended = await Promise.race([
      exited.then(() => true),
      new Promise((resolve) => setTimeout(resolve, 25, false)),
    ]);
    if (ended || Date.now() > giveUp) throw new Error("Redis did not start; its own lines above say why.");
  }
}
