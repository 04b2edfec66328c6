import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { startMailServer } from "@symphony/test-support/mail-server";
import type { MailServer } from "@symphony/test-support/mail-server";
import { MailRefused, openMailer } from "./mailer.ts";
import type { Mail, Mailer } from "./mailer.ts";

let server: MailServer;
let mailer: Mailer;

beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
  mailer = openMailer(
    {
      SMTP_PORT: server.port,
      SMTP_SECURITY: "none",
      SMTP_TIMEOUT_MS: 30_000,
      SENDER_EMAIL: "robot@photos.example",
      SENDER_NAME: 'Photos, "all" of them',
    },
    "127.0.0.1",
  );
});

const mailTo = (to: string): Mail => ({
  messageId: "<1@photos.example>",
  to,
  subject: "Subject",
  text: "Text",
  html: "<p>Text</p>",
  csv: undefined,
  pictures: [],
});

// Addresses are checked when a batch is started; these might come from a damaged disk.
test.each([
  "a@example.com\r\nRCPT TO:<b@example.com>",
  "a@example.com>\r\nDATA",
  "a@example.com, b@example.com",
  "Friends: a@example.com, b@example.com;",
  "a@example.com\nBcc: b@example.com",
])("F-48: %j never gets a mail to a second address or a header of its own", async (to) => {
  await mailer.send(mailTo(to)).catch(() => undefined);
  for (const mail of server.received) {
    expect(mail.to).toHaveLength(1);
    expect([...mail.headers.keys()].filter((name) => ["bcc", "cc", "rcpt to"].includes(name))).toEqual([]);
  }
});

test("a mail that the server rejects for good is told apart from one to retry", async () => {
  server.replies.push("reject", "defer");
  await expect(mailer.send(mailTo("a@example.com"))).rejects.toBeInstanceOf(MailRefused);
  await expect(mailer.send(mailTo("a@example.com"))).rejects.not.toBeInstanceOf(MailRefused);
});

test("closing the mailer aborts a mail in flight", async () => {
  server.replies.push("hang");
  const sending = mailer.send(mailTo("a@example.com"));
  setTimeout(() => mailer.close(), 100);
  await expect(sending).rejects.toThrow("The worker is stopping.");
});
