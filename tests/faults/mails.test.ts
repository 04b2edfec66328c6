import { afterEach, beforeEach, expect } from "@jest/globals";
import { formOf } from "@symphony/test-support/client";
import { startMailServer } from "@symphony/test-support/mail-server";
import type { MailReply, MailServer } from "@symphony/test-support/mail-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { FULL } from "@symphony/test-support/scale";
import { until } from "@symphony/test-support/system";
import { findViolations } from "./checker/checker.ts";
import { injectAt, reasonWithoutStrace } from "./machine/strace.ts";
import { faultTest } from "./support/fault-test.ts";
import { startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";

let mailServer: MailServer;
let batches: SlowBatches;
let pictures = 0;

beforeEach(async () => {
  mailServer = await startMailServer();
  const env = {
    SMTP_SERVER: "127.0.0.1",
    SMTP_PORT: String(mailServer.port),
    SMTP_SECURITY: "none",
    SMTP_TIMEOUT_MS: "5000",
    SENDER_EMAIL: "robot@photos.example",
    MAIL_PER_RECIPIENT_PER_HOUR: "100",
    MAIL_DIGEST_WINDOW_MS: "0",
    // strace counts calls by thread: with one thread for files the n-th call is always the same.
    UV_THREADPOOL_SIZE: "1",
  };
  batches = await startSlowBatches({ workers: 0, waitReady: false, env });
  await batches.system.untilAnswering();
});
afterEach(async () => {
  await batches.stop();
  await mailServer.close();
});

/** Submits a batch of three images with a mail address. */
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

/** Waits until everything is finished and mailed, and checks the disk and the mails. */
async function expectAllMailed(): Promise<void> {
  for (const { batchId } of batches.acknowledged) await batches.caller.untilDone(batchId as string, 90_000);
  const check = (): Promise<string[]> => {
    const mails = mailServer.accepted
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
  await until(async () => (found = await check()).length === 0, "all mails are accepted", 60_000).catch(
    () => undefined,
  );
  expect(found).toEqual([]);
}

/** Seven links: three results, the intent of the mail, the CSV, the final marker, the outcome of the mail. Then the other calls. */
const POINTS: ReadonlyArray<readonly [call: string, most: number, sampled: readonly number[]]> = [
  ["link", 7, [4, 7]],
  ["fsync", 24, []],
  ["rename", 4, []],
  ["unlink", 16, []],
];

faultTest(
  3,
  "a worker killed at any call between the last result and the outcome of the mail leads to one CSV, and to mails with one Message-ID",
  reasonWithoutStrace(),
  async () => {
    for (const [call, most, sampled] of POINTS) {
      for (const n of FULL ? Array.from({ length: most }, (_, i) => i + 1) : sampled) {
        const worker = batches.system.startWorker();
        await until(() => worker.output().includes("worker:up"), "the worker is up");
        const injection = await injectAt(worker.child.pid as number, `${call}:signal=KILL:when=${n}`);
        await sendWithAddress();
        await until(() => worker.child.signalCode !== null, "the worker is killed", 8_000).catch(() => undefined);
        await injection.stop();
        await worker.end("SIGKILL");
      }
    }
    batches.system.startWorker();
    await expectAllMailed();
  },
);

const REPLIES: readonly MailReply[] = ["disconnect", "defer", "hang"];

faultTest(
  34,
  "a mail server that disconnects, defers or hangs gets each mail again with the same Message-ID, and delays no batch",
  undefined,
  async () => {
    batches.system.startWorker();
    await batches.system.untilReady();
    for (let i = 0; i < (FULL ? 12 : 2); i += 1) {
      mailServer.replies.push(REPLIES[i % REPLIES.length] as MailReply);
      await sendWithAddress();
    }
    await expectAllMailed();
    expect(mailServer.received.length).toBeGreaterThan(mailServer.accepted.length);
    const ids = (mails: MailServer["received"]): Set<string | undefined> =>
      new Set(mails.map(({ headers }) => headers.get("message-id")));
    expect(ids(mailServer.received)).toEqual(ids(mailServer.accepted));
  },
);
