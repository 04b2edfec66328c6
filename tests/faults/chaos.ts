// `pnpm chaos --minutes 10 --seed 1`: strikes at random while batches come in, then asks the checker. `--built` takes what is built.
import { parseArgs } from "node:util";
import { execFileSync } from "node:child_process";
import { formOf } from "@symphony/test-support/client";
import { startImageServer } from "@symphony/test-support/image-server";
import { startMailServer } from "@symphony/test-support/mail-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { RunningProcess } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { createRandom } from "./support/random.ts";
import { CLIENT, pause, startSlowBatches } from "./support/slow-batches.ts";
import { rowsNow } from "./checker.ts";
import type { DeliveryState } from "./checker.ts";
import { frameViolations } from "./support/frames.ts";
import type { Frame } from "./support/frames.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    built: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const over = Date.now() + Number(values.minutes) * 60_000;
const random = createRandom(seed);
const WORKERS = 3;
const UNFINISHED_MAX = 12;

console.log(`chaos: seed ${seed}, ${values.minutes} minutes`);
if (!values.built) execFileSync(process.execPath, ["tools/build.mjs"], { stdio: "ignore" });
const post = await startMailServer();
const webhooks: DeliveryState[] = [];
const receiver = await startImageServer({
  "/hook": (request, response) => {
    const id = String(request.headers["x-symphony-delivery"]);
    webhooks.push({ batchId: id.slice(0, 36), id });
    response.end();
  },
});
const telling = {
  SMTP_SERVER: "127.0.0.1",
  SMTP_PORT: String(post.port),
  SMTP_SECURITY: "none",
  SENDER_EMAIL: "robot@photos.example",
  MAIL_PER_RECIPIENT_PER_HOUR: "100000",
  WEBHOOK_SECRET: "of both sides only",
};
const batches = await startSlowBatches({ workers: WORKERS, env: telling }, 30);
const { system, caller } = batches;
const picture = await markedPicture();
const struck = new Map<string, number>();
const rowsSeen = new Map<string, string>();

/** Names tell the submissions apart, whose answer may never come. */
let sent = 0;
async function submitSomething(): Promise<void> {
  const [kind, items, batch] = [random.pick(["files", "zip", "urls"] as const), random.between(1, 40), (sent += 1)];
  if (kind === "urls")
    return batches.send(items).then(
      () => undefined,
      () => undefined,
    );
  const names = Array.from({ length: items }, (_, i) => `${batch}/${i}.jpg`);
  const batch_id = await caller
    .startBatch({ email: "chaos@example.com", webhook_url: `${receiver.url}/hook` })
    .catch(() => undefined);
  if (batch_id === undefined) return;
  const fields = { client_id: CLIENT, batch_id };
  const body =
    kind === "zip"
      ? formOf([["all.zip", zipOf(names.map((name) => ({ name, bytes: picture })))]], fields, "zip_file")
      : formOf(
          names.map((name) => [name, picture]),
          fields,
        );
  const answer = await caller.post("/api/check-logo/batch/", body).catch(() => undefined);
  const json = (await answer?.json().catch(() => undefined)) as { batch_id?: string } | undefined;
  // Entries of a zip are taken several at a time, in the order in which their bytes come out.
  const what = { batchId: answer?.ok === true ? json?.batch_id : undefined, names, anyOrder: kind === "zip" };
  (what.batchId !== undefined
    ? batches.acknowledged
    : answer === undefined || answer.ok
      ? batches.unanswered
      : batches.refused
  ).push(what);
}

/** Connections that were cut off may have missed the end, and nothing else. */
const cutOff: Frame[][] = [];
async function followAnew(): Promise<void> {
  cutOff.push(...batches.connections.splice(0));
  await batches.follow();
}

const living = (): RunningProcess[] =>
  system.workers.filter(({ child }) => child.exitCode === null && child.signalCode === null);

const strikes: Record<string, () => Promise<void>> = {
  async "kill a worker"() {
    await random.pick(living())?.end("SIGKILL");
    system.startWorker();
  },
  async "stop a worker in good order"() {
    await random.pick(living())?.end("SIGTERM");
    system.startWorker();
  },
  async "suspend a worker"() {
    const worker = random.pick(living());
    worker?.child.kill("SIGSTOP");
    await pause(random.between(1_000, 12_000));
    worker?.child.kill("SIGCONT");
  },
  async "kill the API"() {
    await system.api.end("SIGKILL");
    await pause(random.between(0, 1_000));
    await system.startApi();
    await followAnew();
  },
  async "kill the gateway"() {
    await system.gateway.end("SIGKILL");
    await system.startGateway();
    await followAnew();
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
  async "cut connections to Redis"() {
    await system.redis.command("CLIENT", "KILL", "TYPE", "normal").catch(() => undefined);
  },
};

async function strikeOn(): Promise<void> {
  while (Date.now() < over) {
    await pause(random.between(500, 3_000));
    const name = random.pick(Object.keys(strikes)) as string;
    struck.set(name, (struck.get(name) ?? 0) + 1);
    await strikes[name]?.();
    // A row once seen must be there, unchanged, at the end.
    for (const [key, line] of await rowsNow(system.exportsDir)) if (!rowsSeen.has(key)) rowsSeen.set(key, line);
  }
}

async function sendOn(): Promise<void> {
  while (Date.now() < over) {
    await submitSomething();
    await pause(random.between(100, 1_500));
    await until(
      async () => (await unfinished()) < UNFINISHED_MAX || Date.now() > over,
      "some batches are done",
      120_000,
    ).catch(() => undefined);
  }
}

const unfinished = async (): Promise<number> => {
  const statuses = await Promise.all(
    batches.acknowledged
      .slice(-UNFINISHED_MAX)
      .map(({ batchId }) => caller.status(batchId as string).catch(() => undefined)),
  );
  return statuses.filter((status) => status?.status !== "completed").length;
};

await followAnew();
await Promise.all([strikeOn(), sendOn()]);
console.log(
  `chaos: ${batches.acknowledged.length} batches acknowledged, ${batches.unanswered.length} without an answer; ${[...struck].map(([name, count]) => `${name} ${count}`).join(", ")}`,
);
const told = (): { mails: DeliveryState[]; webhooks: DeliveryState[] } => ({
  mails: post.taken
    .map(({ headers }) => headers.get("message-id") ?? "")
    .map((id) => ({ batchId: id.slice(1, 37), id })),
  webhooks,
});
const violations = [
  ...(await batches.expectAllKept(rowsSeen, told)),
  ...cutOff.flatMap((frames) => frameViolations(frames, false)),
];
await batches.stop();
await Promise.all([post.close(), receiver.close()]);
for (const violation of violations) console.error(violation);
console.log(
  `chaos: seed ${seed}: ${violations.length === 0 ? "nothing lost, nothing doubled, nothing left behind" : `${violations.length} violations`}`,
);
process.exit(violations.length === 0 ? 0 : 1);
