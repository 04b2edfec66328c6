import { appendFile } from "node:fs/promises";
import { webhookAttemptSchema, webhookDoneSchema } from "@symphony/contract";
import type { BatchId, WebhookAttempt, WebhookDone } from "@symphony/contract";
import { putOnce, readIfThere } from "./durable.ts";
import type { Paths } from "./paths.ts";

/**
 * The webhook of each generation of a batch: a line for every try, and a marker when there will be no more.
 * A batch that is finished, has an address and no marker is due, whatever the queue remembers of it.
 */
export function createWebhooks(paths: Paths) {
  return {
    /** Notes a try. Not synced: it limits the tries and informs people, and promises nothing. */
    async note(batchId: BatchId, generation: number, attempt: WebhookAttempt): Promise<void> {
      await appendFile(paths.webhookLog(batchId, generation), `${JSON.stringify(attempt)}\n`);
    },
    /** The tries so far. Lines that a crash left torn are passed over. */
    async attempts(batchId: BatchId, generation: number): Promise<WebhookAttempt[]> {
      const lines = ((await readIfThere(paths.webhookLog(batchId, generation))) ?? "").split("\n");
      return lines.map(decodeAttempt).filter((attempt) => attempt !== undefined);
    },
    /** Says that nothing more is to be tried. Of two who say so, the first is right. */
    async finish(batchId: BatchId, generation: number, outcome: WebhookDone["outcome"]): Promise<void> {
      const done: WebhookDone = { outcome, at: new Date().toISOString() };
      await putOnce(paths.webhookDone(batchId, generation), JSON.stringify(done), paths.batch(batchId));
    },
    async done(batchId: BatchId, generation: number): Promise<WebhookDone | undefined> {
      const text = await readIfThere(paths.webhookDone(batchId, generation));
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
