import { webhookDoneSchema } from "./marker-schemas.ts";
import type { WebhookDone } from "./marker-schemas.ts";
import { appendFile } from "node:fs/promises";
import { webhookAttemptSchema } from "@symphony/contract";
import type { BatchId, WebhookAttempt } from "@symphony/contract";
import { putOnce, readIfThere } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";

/**
 * The webhook of each generation of a batch: a line for every try, and a marker when there will be no more.
 * A batch that is finished, has an address and no marker is due, whatever the queue remembers of it.
 */
export function createWebhooks(paths: Paths) {
  return {
    /** Notes a try. Not synced: it limits the tries and informs people, and promises nothing. */
    async note(batchId: BatchId, run: number, attempt: WebhookAttempt): Promise<void> {
      await appendFile(paths.webhookLog(batchId, run), `${JSON.stringify(attempt)}\n`);
    },
    /** The tries so far. Lines that a crash left torn are passed over. */
    async attempts(batchId: BatchId, run: number): Promise<WebhookAttempt[]> {
      const lines = ((await readIfThere(paths.webhookLog(batchId, run))) ?? "").split("\n");
      return lines.map(decodeAttempt).filter((attempt) => attempt !== undefined);
    },
    /** Says that nothing more is to be tried. Of two who say so, the first is right. */
    async finish(batchId: BatchId, run: number, outcome: WebhookDone["outcome"]): Promise<void> {
      const done: WebhookDone = { outcome, at: new Date().toISOString() };
      await putOnce(paths.webhookDone(batchId, run), JSON.stringify(done), paths.batch(batchId));
    },
    async done(batchId: BatchId, run: number): Promise<WebhookDone | undefined> {
      const text = await readIfThere(paths.webhookDone(batchId, run));
      return text === undefined ? undefined : webhookDoneSchema.parse(JSON.parse(text));
    },
  };
}
export type Webhooks = ReturnType<typeof createWebhooks>;

function decodeAttempt(line: string): WebhookAttempt | undefined {
  try {
    return webhookAttemptSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
