// `npm start`: installs, builds and runs the whole system on one machine. Needs only Node.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { install } from "./install.mjs";
import { NODE_FLAGS } from "./node-flags.mjs";
import { freePort, isTaken, startRedis } from "./redis.mjs";
import { root } from "./root.mjs";

const STOP_DEADLINE_MS = 25_000;
/** A process that exits is restarted after a pause. The pause doubles while it exits within this time. */
const RESTART_FIRST_MS = 1_000;
const RESTART_MAX_MS = 60_000;
const CRASH_LOOP_MS = 10_000;
const READY_TIMEOUT_MS = 120_000;

install();
const { buildOnce } = await import("./build.mjs");
await buildOnce();

if (existsSync(`${root}.env`)) process.loadEnvFile(`${root}.env`);
const env = {
  EXPORTS_DIR: `${root}exports`,
  MODELS_DIR: `${root}models`,
  WEB_DIR: `${root}apps/web/dist`,
  ...process.env,
};
const port = Number(env.PORT || 8000);
const workers = Number(env.WORKERS || availableParallelism());
await mkdir(env.EXPORTS_DIR, { recursive: true });

let stopping = false;
const children = new Map();

/** Each child has its own process group, so that Ctrl-C reaches only us, and an IPC channel that closes if we die. */
function run(name, command, args, settings = {}, pauseMs = RESTART_FIRST_MS) {
  const startedAt = Date.now();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...env, ...settings },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  children.set(name, child);
  child.on("exit", (code, signal) => {
    children.delete(name);
    if (stopping) return;
    const pause = Date.now() - startedAt < CRASH_LOOP_MS ? pauseMs : RESTART_FIRST_MS;
    console.error(`${name} exited (${signal ?? code}); it restarts in ${pause / 1000} s.`);
    setTimeout(() => stopping || run(name, command, args, settings, Math.min(2 * pause, RESTART_MAX_MS)), pause);
  });
}

const node = (name, app, settings) =>
  run(name, process.execPath, [...NODE_FLAGS, `${root}apps/${app}/dist/main.js`], settings);

async function stop() {
  if (stopping) process.exit(1);
  stopping = true;
  const exits = [...children.values()].map((child) => once(child, "exit"));
  for (const child of children.values()) child.kill("SIGTERM");
  const deadline = setTimeout(() => {
    for (const child of children.values()) child.kill("SIGKILL");
  }, STOP_DEADLINE_MS);
  await Promise.all(exits);
  clearTimeout(deadline);
  await redis?.stop();
  process.exit(0);
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

if (await isTaken(port)) {
  console.error(
    `Port ${port} is in use: stop the program that uses it, or choose another port, e.g. PORT=${port + 1} npm start`,
  );
  process.exit(1);
}
const redis = env.REDIS_URL ? undefined : await startRedis({ dir: `${root}.run/redis`, durable: true });
env.REDIS_URL ||= redis.url;
env.RELAY_SECRET ||= randomBytes(24).toString("base64url");
const gatewayPort = await freePort();
node("gateway", "gateway", { PORT: String(gatewayPort), HOST: "127.0.0.1", TRUST_PROXY: "1" });
node("api", "api", { PORT: String(port), GATEWAY_URL: `http://127.0.0.1:${gatewayPort}` });
for (let i = 1; i <= workers; i += 1) node(`worker ${i}`, "worker");

const address = `http://localhost:${port}`;
const readyDeadline = Date.now() + READY_TIMEOUT_MS;
while (!stopping && Date.now() < readyDeadline) {
  const ready = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
  if (ready) break;
  await new Promise((resolve) => setTimeout(resolve, 200));
}
if (!stopping)
  console.log(
    Date.now() < readyDeadline
      ? `\nSymphony is ready: ${address}\nStop it with Ctrl-C.\n`
      : `Symphony is not ready yet; see ${address}/readyz for the reason.`,
  );
