// `node tests/compose/check.mjs`: starts all of docker-compose.yml, processes a batch with two workers, checks what
// the containers may and may not do, and stops everything. Without a container engine it checks nothing; `npm test`
// runs it too.
// BUILD_FLAGS are passed to docker build, e.g. "--network host".
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { findCompose, findEngine } from "../../tools/containers/engine.mjs";
import { APPS, buildImages } from "../../tools/containers/images.mjs";
import { root } from "../../tools/root.mjs";

const PROJECT = "symphony-check";
const PORT = 18_000;
const PASSWORD = "for-the-check-only";
const ITEMS = 60;
const address = `http://127.0.0.1:${PORT}`;
const env = {
  ...process.env,
  PORT: String(PORT),
  REDIS_PASSWORD: PASSWORD,
  ADMIN_PASSWORD: PASSWORD,
  RECOVER_EVERY_MS: "2000",
  WORKERS_REPLICAS: "2",
};

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: status === 0, text: `${stdout ?? ""}${stderr ?? ""}`.trim(), out: (stdout ?? "").trim() };
}

function must(command, ...args) {
  const result = run(command, ...args);
  if (!result.ok) throw new Error(`${command} ${args.join(" ")}:\n${result.text}`);
  return result.out;
}

const engine = findEngine();
const composeCommand = engine && findCompose(engine);
if (composeCommand === undefined) {
  console.log("Without a container engine and its compose nothing was checked.");
  process.exit(0);
}
const compose = (...args) => must(composeCommand[0], ...composeCommand.slice(1), "-p", PROJECT, ...args);
const containersOf = (service) => compose("ps", "-q", service).split("\n").filter(Boolean);
const inside = (container, ...command) => run(engine, "exec", container, ...command);

function check(holds, what) {
  if (!holds) throw new Error(`Check failed: ${what}`);
  console.log(`ok: ${what}`);
}

function isJson(line) {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return line === "";
  }
}

async function until(condition, what, timeoutMs = 120_000) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    const holds = await Promise.resolve()
      .then(condition)
      .catch(() => false);
    if (holds) return console.log(`ok: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Timed out: ${what}`);
}

async function call(path, init) {
  const response = await fetch(`${address}${path}`, { signal: AbortSignal.timeout(30_000), ...init });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.headers.get("content-type")?.includes("json") ? response.json() : response.text();
}

const expected = JSON.parse(await readFile(`${root}samples/expected.json`, "utf8"));

async function submit() {
  const names = Object.keys(expected);
  const form = new FormData();
  for (let i = 0; i < ITEMS; i += 1) {
    const name = names[i % names.length];
    form.append("files", new Blob([await readFile(`${root}samples/${name}`)]), `${i}-${name}`);
  }
  form.append("chunkSize", "1");
  return (await call("/api/check-logo/batch/", { method: "POST", body: form })).batch_id;
}

const statusOf = (id) => call(`/api/check-logo/batch/${id}/status`);
const health = (container) => run(engine, "inspect", "-f", "{{.State.Health.Status}}", container).out;

/** The status line of the response to a WebSocket handshake. */
function handshake() {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, "127.0.0.1", () => {
      socket.write(
        `GET /ws/check HTTP/1.1\r\nHost: check\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`,
      );
    });
    socket.once("data", (data) => {
      resolve(data.toString().split("\r\n", 1)[0]);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

async function main() {
  buildImages(engine, (process.env.BUILD_FLAGS ?? "").split(" ").filter(Boolean));
  const bytes = (app) => Number(must(engine, "image", "inspect", "-f", "{{.Size}}", `symphony-${app}`));
  console.log(`Built: ${APPS.map((app) => `${app} ${Math.round(bytes(app) / 1e6)} MB`).join(", ")}`);
  compose("up", "-d", "--no-build");
  await until(async () => (await call("/readyz")).checks.workers.detail === "2 ready", "two workers are ready");
  const all = [...APPS, "redis"].flatMap(containersOf);
  await until(() => all.every((container) => health(container) === "healthy"), "every container is healthy");

  check((await call("/")).includes('<div id="root"'), "the page is on the same port");
  check((await handshake()).includes("101"), "WebSockets are on the same port");
  for (const app of APPS) {
    const [container] = containersOf(app);
    check(inside(container, "id", "-u").out !== "0", `${app} does not run as root`);
    check(
      !inside(container, "sh", "-c", "touch /app/x").ok && !inside(container, "sh", "-c", "touch /x").ok,
      `${app} cannot write to its own files`,
    );
  }
  const [redis] = containersOf("redis");
  const redisCommand = (...words) => inside(redis, "redis-cli", "--user", "symphony", ...words).text;
  for (const words of [
    ["FLUSHALL"],
    ["CONFIG", "GET", "dir"],
    ["KEYS", "*"],
    ["SET", "foreign", "1"],
    ["SHUTDOWN"],
    ["ACL", "LIST"],
  ]) {
    check(redisCommand(...words).includes("NOPERM"), `the Redis user of the processes may not ${words.join(" ")}`);
  }
  check(
    inside(redis, "env", "REDISCLI_AUTH=", "redis-cli", "PING").text.includes("NOAUTH"),
    "Redis requires a password",
  );

  const startedAt = Date.now();
  const id = await submit();
  await until(
    async () => (await statusOf(id)).status === "completed",
    `a batch of ${ITEMS} images is completed`,
    300_000,
  );
  console.log(`   in ${((Date.now() - startedAt) / 1000).toFixed(1)} s, by two workers`);
  const { results } = await call(`/api/check-logo/batch/${id}/complete`);
  check(
    results.length === ITEMS &&
      results.every((result) => result.Is_Valid === expected[result.Image_Path_or_URL.replace(/^\d+-/, "")]),
    "every image has the right verdict",
  );
  await until(async () => {
    const lines = (await call("/metrics")).split("\n").filter((line) => line.startsWith("symphony_items_total{"));
    return new Set(lines.map((line) => /process="([^"]+)"/.exec(line)?.[1])).size === 2;
  }, "both workers processed images");
  check(
    APPS.flatMap(containersOf).every((container) => run(engine, "logs", container).text.split("\n").every(isJson)),
    "every line of every log is JSON",
  );
  check((await fetch(`${address}/admin/queues`)).status === 401, "the dashboard requires the password");

  // Kills a worker and Redis within a batch, and starts both again.
  const second = await submit();
  await until(async () => (await statusOf(second)).processed > 5, "a second batch is being processed");
  must(engine, "kill", containersOf("worker")[0]);
  must(engine, "kill", redis);
  env.WORKERS_REPLICAS = "3";
  compose("up", "-d", "--no-build");
  await until(async () => (await statusOf(second)).status === "completed", "it is completed", 300_000);
  check(
    (await call(`/api/check-logo/batch/${second}/complete`)).results.length === ITEMS,
    "each of its images has one result",
  );
  await until(async () => (await call("/readyz")).checks.workers.detail === "3 ready", "three workers are ready");

  const stoppedAt = Date.now();
  const running = APPS.flatMap(containersOf);
  compose("stop", ...APPS);
  check(
    running.every((container) => must(engine, "inspect", "-f", "{{.State.ExitCode}}", container) === "0"),
    `all processes exit with 0 (${((Date.now() - stoppedAt) / 1000).toFixed(1)} s)`,
  );
}

// A pending request to a container that is starting does not keep Node alive.
const keepAlive = setInterval(() => undefined, 1_000);
try {
  await main();
  console.log("docker-compose.yml works.");
} catch (error) {
  console.error(error.message);
  console.error(run(composeCommand[0], ...composeCommand.slice(1), "-p", PROJECT, "logs", "--tail", "20").text);
  process.exitCode = 1;
} finally {
  clearInterval(keepAlive);
  run(composeCommand[0], ...composeCommand.slice(1), "-p", PROJECT, "down", "-v", "-t", "5");
}
