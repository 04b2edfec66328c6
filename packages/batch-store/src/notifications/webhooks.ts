import { appendFile } from "node:fs/promises";
import { webhookAttemptSchema } from "@symphony/contract";
import type { WebhookAttempt } from "@symphony/contract";
import { putIfAbsent, readIfPresent, readJson } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { Webhooks } from "../port.ts";
import { webhookDoneSchema } from "./marker-schemas.ts";
import type { WebhookDone } from "./marker-schemas.ts";

/** For each run a log with a line for every attempt, and a marker after the last one. */
export function createWebhooks(paths: Paths): Webhooks {
  return {
    async note(batchId, run, attempt) {
      await appendFile(paths.webhookLog(batchId, run), `${JSON.stringify(attempt)}\n`);
    },
    async attempts(batchId, run) {
      const lines = ((await readIfPresent(paths.webhookLog(batchId, run))) ?? "").split("\n");
      return lines.map(decodeAttempt).filter((attempt) => attempt !== undefined);
    },
    async finish(batchId, run, outcome) {
      const done: WebhookDone = { outcome, at: new Date().toISOString() };
      await putIfAbsent(paths.webhookDone(batchId, run), JSON.stringify(done), paths.batch(batchId));
    },
    done: (batchId, run) => readJson(paths.webhookDone(batchId, run), webhookDoneSchema),
  };
}

/** A crash may leave a torn line. */
function decodeAttempt(line: string): WebhookAttempt | undefined {
  try {
    return webhookAttemptSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
