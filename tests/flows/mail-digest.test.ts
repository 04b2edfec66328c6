import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { batchMails, plainText, startMailServer } from "@symphony/test-support/mail-server";
import type { MailServer } from "@symphony/test-support/mail-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";

let mails: MailServer;
let system: System;
let caller: Caller;
let pictures = 0;

beforeAll(async () => {
  mails = await startMailServer();
  system = await startSystem({
    workers: 2,
    env: {
      SMTP_SERVER: "127.0.0.1",
      SMTP_PORT: String(mails.port),
      SMTP_SECURITY: "none",
      SMTP_TIMEOUT_MS: "5000",
      SENDER_EMAIL: "robot@photos.example",
      MAIL_PER_RECIPIENT_PER_HOUR: "100",
      MAIL_DIGEST_WINDOW_MS: "3000",
      PUBLIC_URL: "https://photos.example",
      RECOVER_EVERY_MS: "1000",
    },
  });
  caller = createCaller(system.url);
});
afterAll(async () => {
  await system.stop();
  await mails.close();
});
beforeEach(() => {
  mails.received.length = 0;
  mails.accepted.length = 0;
});

/** Runs a batch of one image, and a file that is left out, to its end. */
async function run(email: string): Promise<string> {
  const id = await caller.startBatch({ email });
  const zip = zipOf([
    { name: "a.jpg", bytes: await markedPicture((pictures += 1)) },
    { name: "notes.txt", bytes: Buffer.from("hello") },
  ]);
  await caller.submit(formOf([["photos.zip", zip]], { batch_id: id }));
  await caller.untilDone(id);
  return id;
}

/** The Message-IDs under which mails told of each batch. */
function idsOf(batches: readonly string[]): string[][] {
  const told = batchMails(mails.received);
  return batches.map((batch) => [...new Set(told.filter(({ batchId }) => batchId === batch).map(({ id }) => id))]);
}
const untilTold = (batches: readonly string[]): Promise<void> =>
  until(
    () => batches.every((batch) => batchMails(mails.accepted).some(({ batchId }) => batchId === batch)),
    "a mail tells of each batch",
  );

test("the first mail to an address comes at once, and one mail tells of the batches that end after it", async () => {
  const first = await run("many@example.com");
  await untilTold([first]);
  expect(mails.accepted[0]?.headers.get("message-id")).toBe(`<${first}@photos.example>`);
  const after = [await run("many@example.com"), await run("Many@example.com"), await run("many@example.com")];
  const other = await run("other@example.com");
  await untilTold([...after, other]);
  const digest = mails.accepted.find(({ headers }) => headers.get("message-id")?.includes(".digest@") === true);
  const text = plainText(digest);
  expect(digest?.headers.get("subject")).toMatch(/^Symphony: \d batches are finished$/);
  for (const { batchId } of batchMails(digest === undefined ? [] : [digest]))
    expect(text).toContain(`https://photos.example/?batch=${batchId}`);
  expect(text).toContain("completed, 1 image: 1 Valid, 0 Invalid, 0 Error, 1 file was left out and not checked");
  // Between the first mail and a slow run of the others a second window may begin; each batch is told once.
  for (const ids of idsOf([first, ...after, other])) expect(ids).toHaveLength(1);
  expect(mails.accepted.length).toBeLessThan(5);
});

test("a mail of several batches whose sender is killed is sent again as the same mail, also when Redis is emptied", async () => {
  const first = await run("killed@example.com");
  await untilTold([first]);
  // The bytes of the digest arrive, and nothing comes back.
  mails.replies.push("hang", "hang", "hang");
  const after = [await run("killed@example.com"), await run("killed@example.com"), await run("killed@example.com")];
  await until(() => mails.received.length > 1, "the digest is in progress");
  await Promise.all(system.workers.map((worker) => worker.end("SIGKILL")));
  await system.redis.command("FLUSHALL");
  for (let i = 0; i < 2; i += 1) system.startWorker();
  const late = await run("killed@example.com");
  await untilTold([...after, late]);
  for (const ids of idsOf([first, ...after, late])) expect(ids).toHaveLength(1);
});

test("a mail that a person asks for comes at once, and alone", async () => {
  const [first, second] = [await run("again@example.com"), await run("again@example.com")];
  await untilTold([first, second]);
  await until(
    async () => (await caller.post(`/api/check-logo/batch/${second}/send-email`, {})).status === 200,
    "it can be asked for",
  );
  await until(
    () => mails.accepted.some(({ headers }) => headers.get("message-id") === `<${second}@photos.example>`),
    "it comes",
  );
});

test("the mail of one batch counts what was left out, by reason", async () => {
  const id = await run("left@example.com");
  await untilTold([id]);
  const text = plainText(mails.accepted[0]);
  expect(text).toContain("1 file was left out and not checked");
  expect(text).toContain("not an image but a text file: 1");
  expect(text).not.toContain("notes.txt");
});
