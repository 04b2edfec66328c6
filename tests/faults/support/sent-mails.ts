import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Mailer } from "../../../apps/worker/src/mail/mailer.ts";
import type { HttpClient } from "../../../apps/worker/src/http-client/http-client.ts";
import type { DeliveryState } from "../checker.ts";

/** Whom a step tells of a batch's end: other machines, so that neither a crash nor a power cut here takes it back. */
export interface SendQueue {
  mailer: Mailer;
  web: HttpClient;
}

/** Where what was told stands: beside the exports folder, never in it. */
export const outboxOf = (root: string): string =>
  join(tmpdir(), `symphony-outbox-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);

export const readOutbox = (root: string): string => {
  try {
    return readFileSync(outboxOf(root), "utf8");
  } catch {
    return "";
  }
};
export const setOutbox = (root: string, text: string): void => writeFileSync(outboxOf(root), text);
export const removeOutbox = (root: string): void => rmSync(outboxOf(root), { force: true });

/** What others got, as the checker wants it. */
export function told(root: string): { mails: DeliveryState[]; webhooks: DeliveryState[] } {
  const lines = readOutbox(root)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" ") as [string, string]);
  const of = (kind: string): DeliveryState[] =>
    lines.filter(([each]) => each === kind).map(([, id]) => ({ batchId: id.slice(0, 36), id }));
  return { mails: of("mail"), webhooks: of("webhook") };
}

export function openOutbox(root: string): SendQueue {
  const note = (kind: "mail" | "webhook", id: string): void => appendFileSync(outboxOf(root), `${kind} ${id}\n`);
  return {
    mailer: { send: async ({ messageId }) => note("mail", messageId.slice(1)), close: () => undefined },
    web: {
      check: (text) => new URL(text),
      async ask(_url, { headers }) {
        note("webhook", String(headers["x-symphony-delivery"]));
        return { statusCode: 200, body: Readable.from([]) } as unknown as Awaited<ReturnType<HttpClient["ask"]>>;
      },
      close: async () => undefined,
    },
  };
}
