// A private Redis for one run of the system or of the tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { requireProgram } from "./system-package.mjs";

const START_TIMEOUT_MS = 10_000;
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

/**
 * Starts a Redis on a free loopback port. `durable` keeps its data in `dir` over restarts; the queue may be
 * lost all the same, the disk has everything.
 *
 * @param {{dir: string, durable: boolean, port?: number, args?: string[]}} options
 * @returns {Promise<{url: string, port: number, pid: number, stop(signal?: NodeJS.Signals): Promise<void>}>}
 */
export async function startRedis({ dir, durable, port, args = [] }) {
  const program = requireProgram(["redis-server", "valkey-server"], PACKAGES, "Symphony needs a Redis (or set REDIS_URL)");
  await mkdir(dir, { recursive: true });
  const chosen = port ?? (await freePort());
  const keeping = durable ? ["--appendonly", "yes", "--appendfsync", "everysec"] : ["--save", "", "--appendonly", "no"];
  const options = ["--bind", "127.0.0.1", "--port", String(chosen), "--dir", dir, "--maxmemory-policy", "noeviction", ...keeping, ...args];
  // A group of its own: Ctrl-C reaches us first, and Redis stops after those who need it.
  const child = spawn(program, options, { stdio: ["ignore", "ignore", "inherit"], detached: true });
  const exited = once(child, "exit");
  await untilListening(chosen, exited);
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pid: child.pid,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await exited;
    },
  };
}

async function untilListening(port, exited) {
  const giveUp = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const listening = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false)).on("connect", () => socket.end());
    });
    if (listening) return;
    const ended = await Promise.race([exited.then(() => true), new Promise((resolve) => setTimeout(resolve, 25, false))]);
    if (ended || Date.now() > giveUp) throw new Error("Redis did not start; its own lines above say why.");
  }
}
