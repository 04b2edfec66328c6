import { afterEach, beforeEach, expect } from "@jest/globals";
import { formOf } from "@symphony/test-support/client";
import { startMailServer } from "@symphony/test-support/mail-server";
import type { MailServer, Manner } from "@symphony/test-support/mail-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import { findViolations } from "./checker.ts";
import { faultTest } from "./support/fault-test.ts";
import { FULL } from "./support/scale.ts";
import { startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";
import { reasonWithoutStrace, injectAt } from "./support/strace.ts";

let post: MailServer;
let batches: SlowBatches;
let pictures = 0;

beforeEach(async () => {
  post = await startMailServer();
  const env = {
    SMTP_SERVER: "127.0.0.1",
    SMTP_PORT: String(post.port),
    SMTP_SECURITY: "none",
    SMTP_TIMEOUT_MS: "1000",
    SENDER_EMAIL: "robot@photos.example",
    MAIL_PER_RECIPIENT_PER_HOUR: "100",
    // One thread for files: strace counts a call by thread.
    UV_THREADPOOL_SIZE: "1",
  };
  batches = await startSlowBatches({ workers: 0, waitReady: false, env });
  await batches.system.untilAnswering();
});
afterEach(async () => {
  await batches.stop();
  await post.close();
});

/** A batch of three images whose end is to be mailed. */
async function sendWithAddress(): Promise<void> {
  const id = await batches.caller.startBatch({ email: "qa@example.com" });
  const files = await Promise.all(
    ["a", "b", "c"].map(async (name): Promise<[string, Uint8Array]> => [
      `${name}.jpg`,
      await markedPicture((pictures += 1)),
    ]),
  );
  await batches.caller.submit(formOf(files, { batch_id: id }));
  batches.acknowledged.push({ batchId: id, names: files.map(([name]) => name) });
}

/** Everything finished, told and in order, by what is on disk and what the mail server was given. */
async function expectAllMailed(): Promise<void> {
  for (const { batchId } of batches.acknowledged) await batches.caller.untilDone(batchId as string, 90_000);
  const look = (): Promise<string[]> => {
    const mails = post.taken
      .map(({ headers }) => headers.get("message-id") ?? "")
      .map((id) => ({ batchId: id.slice(1, 37), id }));
    return findViolations({
      exportsDir: batches.system.exportsDir,
      acknowledged: batches.acknowledged,
      mails,
      finished: true,
    });
  };
  let found: string[] = [];
  await until(async () => (found = await look()).length === 0, "all mails are taken", 60_000).catch(() => undefined);
  expect(found).toEqual([]);
}

/** Three rows, the mail's intent, the table, the marker, what became of the mail: seven links; then whatever else is done with files. */
const POINTS: ReadonlyArray<readonly [call: string, most: number, sampled: readonly number[]]> = [
  ["link", 7, [4, 7]],
  ["fsync", 24, []],
  ["rename", 4, []],
  ["unlink", 16, []],
];

faultTest(
  3,
  "a worker killed at any call between the last row and the noted mail leads to one table, and to the mail under one Message-ID",
  reasonWithoutStrace(),
  async () => {
    for (const [call, most, sampled] of POINTS) {
      for (const n of FULL ? Array.from({ length: most }, (_, i) => i + 1) : sampled) {
        const worker = batches.system.startWorker();
        await until(() => worker.output().includes("worker:up"), "the worker is up");
        const strike = await injectAt(worker.child.pid as number, `${call}:signal=KILL:when=${n}`);
        await sendWithAddress();
        await until(() => worker.child.signalCode !== null, "the worker is struck", 8_000).catch(() => undefined);
        await strike.letGo();
        await worker.end("SIGKILL");
      }
    }
    batches.system.startWorker();
    await expectAllMailed();
  },
);

const MANNERS: readonly Manner[] = ["hang up", "put off", "fall silent"];

faultTest(
  34,
  "a mail server that hangs up after the bytes, puts off or falls silent gets each mail again under its Message-ID, and holds up no batch",
  undefined,
  async () => {
    batches.system.startWorker();
    await batches.system.untilReady();
    for (let i = 0; i < (FULL ? 12 : 2); i += 1) {
      post.manners.push(MANNERS[i % MANNERS.length] as Manner);
      await sendWithAddress();
    }
    await expectAllMailed();
    expect(post.seen.length).toBeGreaterThan(post.taken.length);
    const ids = (mails: MailServer["seen"]): Set<string | undefined> =>
      new Set(mails.map(({ headers }) => headers.get("message-id")));
    expect(ids(post.seen)).toEqual(ids(post.taken));
  },
);
