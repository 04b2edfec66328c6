import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BatchRecord } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import { startMailServer } from "@symphony/test-support/mail-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { violations } from "./axe.ts";
import { setUpWebTests } from "./setup.ts";

const mails = await startMailServer();
const web = setUpWebTests({
  env: {
    SMTP_SERVER: "127.0.0.1",
    SMTP_PORT: String(mails.port),
    SMTP_SECURITY: "none",
    MAIL_DIGEST_WINDOW_MS: "0",
    SENDER_EMAIL: "robot@photos.example",
    WEBHOOK_SECRET: "a secret of thirty-two characters",
    WEBHOOK_ATTEMPTS: "1",
    URL_FETCH_ALLOW_CIDRS: "127.0.0.0/8",
  },
});
beforeAll(() => {
  mails.replies.push("reject");
});
afterAll(() => mails.close());

test("a mail and a webhook that did not arrive are shown, and the mail is sent again", async () => {
  const caller = createCaller(web.system().url);
  // No webhook is sent to the port of discarded bytes.
  const id = await caller.startBatch({ email: "qa@example.com", webhook_url: "http://127.0.0.1:9/hook" });
  await caller.submit(formOf([["kettle.jpg", await markedPicture()]], { batch_id: id }));
  await caller.untilDone(id);
  const page = await web.open(`${web.system().url}/?batch=${id}`);
  const about = page.getByRole("region", { name: "About this batch" });
  await about.getByText(/^The mail was not sent/).waitFor();
  await about.getByText(/^The webhook was not delivered, and is not tried again/).waitFor();
  expect(await violations(page)).toEqual([]);
  await about.getByRole("button", { name: "Send the mail again" }).click();
  await about.getByText(/^The mail was sent/).waitFor();
  expect(mails.accepted).toHaveLength(1);
  const { notifications } = await caller.getJson<BatchRecord>(`/api/batches/${id}`);
  expect(notifications).toMatchObject({ mail: { state: "delivered", error: null }, webhook: { state: "failed" } });
  expect(notifications?.webhook?.error).toEqual(expect.any(String));
});
