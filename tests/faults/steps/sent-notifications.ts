import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noop } from "@symphony/test-support/stubs";
import type { HttpClient } from "../../../apps/worker/src/http-client/http-client.ts";
import type { Mailer } from "../../../apps/worker/src/mail/mailer.ts";
import type { Notification } from "../checker/checker.ts";

/**
 * The mails and webhooks that a step sent, one a line. The file stands for other machines: it is beside the exports
 * folder and never in it, so neither a crash nor a power cut takes a line back.
 */
export const sentFileOf = (root: string): string =>
  join(tmpdir(), `symphony-sent-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);

export const readSent = (root: string): string => {
  try {
    return readFileSync(sentFileOf(root), "utf8");
  } catch {
    return "";
  }
};
export const writeSent = (root: string, text: string): void => writeFileSync(sentFileOf(root), text);
export const removeSent = (root: string): void => rmSync(sentFileOf(root), { force: true });

/** The sent mails and webhooks in the form of the checker. */
export function sentNotifications(root: string): { mails: Notification[]; webhooks: Notification[] } {
  const lines = readSent(root)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" ") as [string, string]);
  const of = (kind: string): Notification[] =>
    lines.filter(([each]) => each === kind).map(([, id]) => ({ batchId: id.slice(0, 36), id }));
  return { mails: of("mail"), webhooks: of("webhook") };
}

/** A mailer and an HTTP client that write to the file instead. */
export function createSenders(root: string): { mailer: Mailer; http: HttpClient } {
  const note = (kind: "mail" | "webhook", id: string): void => appendFileSync(sentFileOf(root), `${kind} ${id}\n`);
  return {
    mailer: { send: async ({ messageId }) => note("mail", messageId.slice(1)), close: () => undefined },
    http: {
      check: (text) => new URL(text),
      async request(_url, { headers }) {
        note("webhook", String(headers["x-symphony-delivery"]));
        return { statusCode: 200, discard: noop } as unknown as Awaited<ReturnType<HttpClient["request"]>>;
      },
      close: async () => undefined,
    },
  };
}
