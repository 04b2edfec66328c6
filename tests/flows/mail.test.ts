import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { plainText, startMailServer } from "@symphony/test-support/mail-server";
import type { MailServer } from "@symphony/test-support/mail-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let mails: MailServer;
let system: System;
let caller: Caller;
let picture: Uint8Array;

beforeAll(async () => {
  mails = await startMailServer();
  picture = await markedPicture();
  system = await startSystem({
    env: {
      SMTP_SERVER: "127.0.0.1",
      SMTP_PORT: String(mails.port),
      SMTP_SECURITY: "none",
      SMTP_TIMEOUT_MS: "5000",
      SENDER_EMAIL: "robot@photos.example",
      MAIL_PER_RECIPIENT_PER_HOUR: "3",
      MAIL_ATTACH_MAX_BYTES: "2000",
      MAIL_DIGEST_WINDOW_MS: "0",
      PUBLIC_URL: "https://photos.example/",
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

/** Runs a batch with this address to its end. */
async function run(email: string, good = 1): Promise<string> {
  const id = await caller.startBatch({ email });
  const files = Array.from({ length: good }, (_, i): [string, Uint8Array] => [`${i}.jpg`, picture]);
  await caller.submit(formOf([...files, ["bad.jpg", Buffer.from("no image")]], { batch_id: id }));
  await caller.untilDone(id);
  return id;
}

const untilAccepted = (count: number): Promise<void> =>
  until(() => mails.accepted.length >= count, `${count} mails are accepted`);
const sendAgain = (id: string): Promise<Response> => caller.post(`/api/check-logo/batch/${id}/send-email`, {});
const outcome = async (id: string): Promise<unknown> =>
  (JSON.parse(await readFile(join(system.exportsDir, id, "mail.done"), "utf8")) as { outcome: string }).outcome;

test("a finished batch sends its address a summary, with the CSV attached", async () => {
  const id = await run("qa@example.com");
  await untilAccepted(1);
  const [mail] = mails.accepted;
  expect(mail).toMatchObject({ from: "robot@photos.example", to: ["qa@example.com"] });
  expect(mail?.raw).toContain(`filename=logo_detection_results_${id}.csv`);
  expect(mail?.raw).toMatch(/2 images, completed after \d+ s/);
  expect(mail?.raw).toContain("not an image: 1");
  expect(plainText(mail)).toContain(`https://photos.example/?batch=${id}`);
  expect(mail?.raw).toContain("Content-Type: text/html");
  mail?.headers.delete("date");
  expect(mail?.headers.get("content-type")).toMatch(/^multipart\/mixed; boundary="/);
  mail?.headers.delete("content-type");
  // All headers: user input adds none.
  expect(Object.fromEntries(mail?.headers ?? [])).toEqual({
    "auto-submitted": "auto-generated",
    from: "Symphony <robot@photos.example>",
    to: "qa@example.com",
    subject: `Symphony: batch ${id} is completed`,
    "message-id": `<${id}@photos.example>`,
    "mime-version": "1.0",
  });
});

test("the mail shows small pictures of images without the mark", async () => {
  const id = await caller.startBatch({ email: "pictures@example.com" });
  await caller.submit(
    formOf(
      [
        ["plain.jpg", await plainPicture()],
        ["good.jpg", picture],
      ],
      { batch_id: id },
    ),
  );
  await caller.untilDone(id);
  await untilAccepted(1);
  const text = plainText(mails.accepted[0]);
  expect(text.match(/src="cid:[^"]+"/g)).toEqual(['src="cid:image-0"']);
  expect(text).toContain("Content-ID: <image-0>");
  // The attachment is a JPEG: these are its first bytes in base64.
  expect(text).toMatch(/Content-Type: image\/jpeg;[^]*\r\n\/9j\//);
});

test("a CSV that is too large for a mail is linked", async () => {
  const id = await run("large@example.com", 20);
  await untilAccepted(1);
  expect(mails.accepted[0]?.raw).not.toContain("filename=");
  expect(plainText(mails.accepted[0])).toContain(`https://photos.example/api/check-logo/batch/export-csv/${id}`);
});

test("F-34: a mail that is deferred, disconnected after its bytes or left without a reply is sent again with the same Message-ID", async () => {
  mails.replies.push("defer", "disconnect", "hang");
  const id = await run("deferred@example.com");
  await untilAccepted(1);
  expect(mails.received).toHaveLength(4);
  expect(new Set(mails.received.map((mail) => mail.headers.get("message-id")))).toEqual(
    new Set([`<${id}@photos.example>`]),
  );
  await until(async () => (await outcome(id)) === "sent", "the outcome is stored");
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(mails.received).toHaveLength(4);
});

test("a mail that is rejected is not sent again", async () => {
  mails.replies.push("reject");
  const id = await run("nobody@example.com");
  await until(async () => (await outcome(id)) === "refused", "the outcome is stored");
  expect(mails.received).toHaveLength(1);
});

test("F-34: a mail in progress on a killed worker is sent by the next one, also when Redis is emptied", async () => {
  mails.replies.push("hang", "hang");
  const id = await run("late@example.com");
  await until(() => mails.received.length === 1, "the mail is in progress");
  await system.workers[0]?.end("SIGKILL");
  await system.redis.command("FLUSHALL");
  system.startWorker();
  await untilAccepted(1);
  expect(mails.received.every((mail) => mail.headers.get("message-id") === `<${id}@photos.example>`)).toBe(true);
});

test("F-48: a mail can be requested again, but no address is flooded", async () => {
  const id = await run("often@example.com");
  await untilAccepted(1);
  for (const count of [2, 3]) {
    await until(async () => (await outcome(id)) === "sent", "the outcome of the mail before is stored");
    expect((await sendAgain(id)).status).toBe(200);
    await untilAccepted(count);
  }
  await until(async () => (await outcome(id)) === "sent", "the outcome of the last mail is stored");
  const refused = await sendAgain(id);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, "too_many_requests"]);
  // Other batches with this address finish as usual; only their mails are not sent.
  const other = await run("Often@example.com");
  await until(async () => (await outcome(other)) === "limited", "the limit is stored as the outcome");
  expect(mails.received).toHaveLength(3);
});

test("a retry of failed images sends a mail of its own", async () => {
  const id = await run("again@example.com");
  await untilAccepted(1);
  expect((await caller.post(`/api/batches/${id}/retry-failed`, {})).status).toBe(200);
  await untilAccepted(2);
  expect(mails.accepted.map((mail) => mail.headers.get("message-id"))).toEqual([
    `<${id}@photos.example>`,
    `<${id}.1@photos.example>`,
  ]);
  await until(
    async () => (await readdir(join(system.exportsDir, id))).filter((name) => name.startsWith("mail")).length === 4,
    "both outcomes are stored",
  );
});

test("a request for a mail says what is missing", async () => {
  const without = await caller.submit(formOf([["a.jpg", picture]]));
  await caller.untilDone(without.batch_id);
  const responses = [
    await sendAgain(without.batch_id),
    await sendAgain("0b7e1a5e-1f8e-4d0c-9d43-000000000000"),
    await sendAgain(await caller.startBatch({ email: "early@example.com" })),
  ];
  expect(responses.map((response) => response.status)).toEqual([400, 404, 409]);
});

test.each([
  "a@example.com,b@example.com",
  "a@example.com;b@example.com",
  "a@example.com b@example.com",
  "a@example.com\r\nBcc: b@example.com",
  "a@example.com\nBcc: b@example.com",
  "a@example.com%0ABcc: b@example.com",
  "Friends: a@example.com;",
  '"a" <a@example.com>',
  "<a@example.com>",
  "a@example.com>\r\nRCPT TO:<b@example.com",
  "a@b@example.com",
  "\u0000a@example.com",
  "a@example.com\u2028b@example.com",
  "a(b@example.com)@example.com",
  `${"a".repeat(250)}@example.com`,
])("F-48: %j is not an address", async (email) => {
  const asJson = await caller.post("/api/start-batch", { email });
  const asForm = await fetch(`${system.url}/api/start-batch`, { method: "POST", body: new URLSearchParams({ email }) });
  expect([asJson.status, asForm.status]).toEqual([400, 400]);
});

test("F-48: two addresses are refused", async () => {
  expect((await caller.post("/api/start-batch", { email: ["a@example.com", "b@example.com"] })).status).toBe(400);
  const form = new URLSearchParams([
    ["email", "a@example.com"],
    ["email", "b@example.com"],
  ]);
  expect((await fetch(`${system.url}/api/start-batch`, { method: "POST", body: form })).status).toBe(400);
});
