// `npm start`: installs, builds and runs the whole system on one machine. Needs only Node.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { checkNode, install } from "./install.mjs";
import { root } from "./root.mjs";
import { watchNpm } from "./start/parents.mjs";
import { freePort, isTaken } from "./start/ports.mjs";
import { createProcesses } from "./start/processes.mjs";
import { redisProblem } from "./start/redis-address.mjs";
import { claimRun } from "./start/single-run.mjs";
import { startRedis } from "./redis.mjs";

const READY_TIMEOUT_MS = 120_000;
/** After a crash of the private Redis. */
const REDIS_RESTART_MS = 500;

checkNode();
if (existsSync(`${root}.env`)) process.loadEnvFile(`${root}.env`);
const env = {
  EXPORTS_DIR: `${root}exports`,
  MODELS_DIR: `${root}models`,
  WEB_DIR: `${root}apps/web/dist`,
  ...process.env,
};
const port = Number(env.PORT || 8000);
const workers = Number(env.WORKERS || availableParallelism());
const address = `http://localhost:${port}`;

let [stopping, ready] = [false, false];
let redis;
const processes = createProcesses({
  env,
  onAsked: (name) => {
    console.error(`${name} was stopped, so everything stops.`);
    void stop(0);
  },
  // Once the system is up, a process that cannot start is tried again: the rest of the system works.
  onUnusable: (sentence) => (ready ? console.error(sentence) : fail(sentence)),
});

async function stop(exitCode) {
  if (stopping) return;
  stopping = true;
  await processes.stop();
  await redis?.stop();
  process.exit(exitCode);
}

function fail(sentence) {
  if (stopping) return;
  console.error(sentence);
  void stop(1);
}

/** A second signal stops at once; npm and the terminal may both pass on the first. */
const SAME_SIGNAL_MS = 500;
let firstSignalAt;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    if (firstSignalAt !== undefined && Date.now() - firstSignalAt > SAME_SIGNAL_MS) process.exit(1);
    firstSignalAt ??= Date.now();
    void stop(0);
  });
watchNpm(() => void stop(0));
// The terminal, or what reads the output, may be gone.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

try {
  await main();
} catch (error) {
  fail(error.message);
}

async function main() {
  for (const [name, value, most] of [
    ["PORT", port, 65_535],
    ["WORKERS", workers, 1_000],
  ])
    if (!Number.isInteger(value) || value < 1 || value > most)
      return fail(`${name} must be a whole number from 1 to ${most}.`);
  const other = await claimRun(address);
  if (other !== undefined)
    return fail(`Symphony already runs from this folder: ${other || "it does not say where"}. Stop that one first.`);
  if (await isTaken(port))
    return fail(
      `Port ${port} is in use: stop the program that uses it, or choose another port, e.g. PORT=${port === 65_535 ? 8000 : port + 1} npm start`,
    );
  install();
  const { buildOnce } = await import("./build.mjs");
  await buildOnce();

  const problem = env.REDIS_URL ? await redisProblem(env.REDIS_URL) : undefined;
  if (problem !== undefined) return fail(problem);
  if (!env.REDIS_URL) await startPrivateRedis();
  env.RELAY_SECRET ||= randomBytes(24).toString("base64url");
  const gatewayPort = await freePort();
  if (stopping) return;
  processes.run("gateway", "gateway", { PORT: String(gatewayPort), HOST: "127.0.0.1", TRUST_PROXY: "1" });
  processes.run("api", "api", { PORT: String(port), GATEWAY_URL: `http://127.0.0.1:${gatewayPort}` });
  // Links in mails lead to the port in use.
  const worker = { PUBLIC_URL: env.PUBLIC_URL || address };
  for (let i = 1; i <= workers; i += 1) processes.run(`worker ${i}`, "worker", worker);
  await sayWhenReady();
}

/** On the same port after a crash: the processes know its address. */
async function startPrivateRedis(redisPort) {
  redis = await startRedis({ dir: `${root}.run/redis`, durable: true, port: redisPort });
  if (stopping) return redis.stop();
  env.REDIS_URL = redis.url;
  const { port: samePort, exited } = redis;
  void exited.then(([code, signal]) => {
    if (stopping) return undefined;
    if (code === 0) return fail("Redis was stopped, so everything stops.");
    console.error(`Redis exited (${signal ?? code}); it restarts.`);
    return new Promise((resolve) => setTimeout(resolve, REDIS_RESTART_MS))
      .then(() => stopping || startPrivateRedis(samePort))
      .catch((error) => fail(error.message));
  });
}

async function sayWhenReady() {
  for (const deadline = Date.now() + READY_TIMEOUT_MS; !stopping && !ready && Date.now() < deadline;) {
    ready = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (!ready) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (stopping) return;
  console.log(
    ready
      ? `\nSymphony is ready: ${address}\nStop it with Ctrl-C.\n`
      : `Symphony is not ready yet; see ${address}/readyz for the reason.`,
  );
}
