// `pnpm chaos --minutes 10 --seed 1`: injects random faults while batches come in, then runs the checker.
// `--built` uses what is already built.
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { formOf } from "@symphony/test-support/client";
import { startImageServer } from "@symphony/test-support/image-server";
import { startMailServer } from "@symphony/test-support/mail-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { RunningProcess } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { readResults } from "./checker/checker.ts";
import type { Notification } from "./checker/checker.ts";
import { frameViolations } from "./checker/frames.ts";
import type { Frame } from "./checker/frames.ts";
import { createRandom } from "./support/random.ts";
import { CLIENT, pause, startSlowBatches } from "./support/slow-batches.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    built: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const deadline = Date.now() + Number(values.minutes) * 60_000;
const random = createRandom(seed);
const WORKERS = 3;
const UNFINISHED_MOST = 12;

console.log(`chaos: seed ${seed}, ${values.minutes} minutes`);
if (!values.built) execFileSync(process.execPath, ["tools/build.mjs"], { stdio: "ignore" });
const mailServer = await startMailServer();
const webhooks: Notification[] = [];
const receiver = await startImageServer({
  "/hook": (request, response) => {
    const id = String(request.headers["x-symphony-delivery"]);
    webhooks.push({ batchId: id.slice(0, 36), id });
    response.end();
  },
});
const env = {
  SMTP_SERVER: "127.0.0.1",
  SMTP_PORT: String(mailServer.port),
  SMTP_SECURITY: "none",
  SENDER_EMAIL: "robot@photos.example",
  MAIL_PER_RECIPIENT_PER_HOUR: "100000",
  WEBHOOK_SECRET: "shared secret of both",
};
const batches = await startSlowBatches({ workers: WORKERS, env }, 30);
const { system, caller } = batches;
const picture = await markedPicture();
const injected = new Map<string, number>();
const resultsBefore = new Map<string, string>();

/** File names differ between submissions, so that one without a response can be recognised. */
let submissions = 0;
async function submitSomething(): Promise<void> {
  const [kind, items] = [random.pick(["files", "zip", "urls"] as const), random.between(1, 40)];
  const batch = (submissions += 1);
  if (kind === "urls") {
    await batches.send(items).catch(() => undefined);
    return;
  }
  const names = Array.from({ length: items }, (_, i) => `${batch}/${i}.jpg`);
  const batch_id = await caller
    .startBatch({ email: "chaos@example.com", webhook_url: `${receiver.url}/hook` })
    .catch(() => undefined);
  if (batch_id === undefined) return;
  const fields = { client_id: CLIENT, batch_id };
  const files = names.map((name): [string, Uint8Array] => [name, picture]);
  const zip = (): Uint8Array => zipOf(names.map((name) => ({ name, bytes: picture })));
  const body = kind === "zip" ? formOf([["all.zip", zip()]], fields, "zip_file") : formOf(files, fields);
  const response = await caller.post("/api/check-logo/batch/", body).catch(() => undefined);
  const json = (await response?.json().catch(() => undefined)) as { batch_id?: string } | undefined;
  // Several entries of a zip are unpacked at a time; they are accepted in the order in which they are done.
  const submission = { batchId: response?.ok ? json?.batch_id : undefined, names, anyOrder: kind === "zip" };
  if (submission.batchId !== undefined) batches.acknowledged.push(submission);
  else if (response === undefined || response.ok) batches.withoutResponse.push(submission);
  else batches.rejected.push(submission);
}

/** Frames of connections that were closed by a fault: they may lack the end, and nothing else. */
const closedConnections: Frame[][] = [];
async function reconnect(): Promise<void> {
  closedConnections.push(...batches.connections.splice(0));
  await batches.follow();
}

const runningWorkers = (): RunningProcess[] =>
  system.workers.filter(({ child }) => child.exitCode === null && child.signalCode === null);

const faults: Record<string, () => Promise<void>> = {
  async "kill a worker"() {
    await random.pick(runningWorkers())?.end("SIGKILL");
    system.startWorker();
  },
  async "stop a worker"() {
    await random.pick(runningWorkers())?.end("SIGTERM");
    system.startWorker();
  },
  async "suspend a worker"() {
    const worker = random.pick(runningWorkers());
    worker?.child.kill("SIGSTOP");
    await pause(random.between(1_000, 12_000));
    worker?.child.kill("SIGCONT");
  },
  async "kill the API"() {
    await system.api.end("SIGKILL");
    await pause(random.between(0, 1_000));
    await system.startApi();
    await reconnect();
  },
  async "kill the gateway"() {
    await system.gateway.end("SIGKILL");
    await system.startGateway();
    await reconnect();
  },
  async "empty Redis"() {
    await system.redis.command("FLUSHALL");
  },
  async "kill Redis"() {
    await system.redis.stop("SIGKILL");
    await pause(random.between(0, 4_000));
    await system.redis.restart();
  },
  async "hang Redis"() {
    await system.redis.command("DEBUG", "SLEEP", String(random.between(1, 6))).catch(() => undefined);
  },
  async "close connections to Redis"() {
    await system.redis.command("CLIENT", "KILL", "TYPE", "normal").catch(() => undefined);
  },
};

async function injectFaults(): Promise<void> {
  while (Date.now() < deadline) {
    await pause(random.between(500, 3_000));
    const name = random.pick(Object.keys(faults)) as string;
    injected.set(name, (injected.get(name) ?? 0) + 1);
    await faults[name]?.();
    // A result that was seen once must be there, unchanged, at the end.
    for (const [key, line] of await readResults(system.exportsDir))
      if (!resultsBefore.has(key)) resultsBefore.set(key, line);
  }
}

async function submitBatches(): Promise<void> {
  while (Date.now() < deadline) {
    await submitSomething();
    await pause(random.between(100, 1_500));
    const isWithinLimit = async (): Promise<boolean> => (await unfinished()) < UNFINISHED_MOST || Date.now() > deadline;
    await until(isWithinLimit, "some batches are finished", 120_000).catch(() => undefined);
  }
}

const unfinished = async (): Promise<number> => {
  const statuses = await Promise.all(
    batches.acknowledged
      .slice(-UNFINISHED_MOST)
      .map(({ batchId }) => caller.status(batchId as string).catch(() => undefined)),
  );
  return statuses.filter((status) => status?.status !== "completed").length;
};

const notifications = (): { mails: Notification[]; webhooks: Notification[] } => ({
  mails: mailServer.accepted
    .map(({ headers }) => headers.get("message-id") ?? "")
    .map((id) => ({ batchId: id.slice(1, 37), id })),
  webhooks,
});

await reconnect();
await Promise.all([injectFaults(), submitBatches()]);
const faultCounts = [...injected].map(([name, count]) => `${name} ${count}`).join(", ");
console.log(
  `chaos: ${batches.acknowledged.length} batches acknowledged, ${batches.withoutResponse.length} without a response; ${faultCounts}`,
);
const violations = [
  ...(await batches.violationsAtEnd(resultsBefore, notifications)),
  ...closedConnections.flatMap((frames) => frameViolations(frames, false)),
];
await batches.stop();
await Promise.all([mailServer.close(), receiver.close()]);
for (const violation of violations) console.error(violation);
const summary =
  violations.length === 0 ? "nothing lost, nothing doubled, nothing left behind" : `${violations.length} violations`;
console.log(`chaos: seed ${seed}: ${summary}`);
process.exit(violations.length === 0 ? 0 : 1);
