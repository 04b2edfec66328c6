import type { EmailJob } from "@symphony/messaging";
import { readFile, stat } from "node:fs/promises";
import type { BatchStore } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { MailLimit } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import type { WorkerConfig } from "../config.ts";
import type { WorkerMetrics } from "../worker-metrics.ts";
import { MailRefused } from "./mailer.ts";
import type { Mail, Mailer } from "./mailer.ts";
import { composeSummary } from "./summary.ts";

export interface MailDeps {
  store: BatchStore;
  mailer: Mailer;
  limit: MailLimit;
  logger: Logger;
  metrics: Pick<WorkerMetrics, "mailed">;
  settings: Pick<WorkerConfig, "MAIL_ATTACH_MAX_BYTES" | "PUBLIC_URL">;
}

/** The job: sends the mail that is due for a finished batch, and notes on disk what became of it. */
export function createMailSender({
  store,
  mailer,
  limit,
  logger,
  metrics,
  settings,
}: MailDeps): (job: EmailJob) => Promise<void> {
  const send = async (mail: Mail): Promise<"sent" | "refused"> => {
    try {
      await mailer.send(mail);
      return "sent";
    } catch (error) {
      if (!(error instanceof MailRefused)) {
        metrics.mailed("retry");
        throw error;
      }
      logger.warn({ err: error.cause, message: mail.messageId }, "mail:refused");
      return "refused";
    }
  };

  return async ({ batchId }) => {
    const [manifest, final, intent] = [
      await store.manifest(batchId),
      await store.final(batchId),
      await store.mail.due(batchId),
    ];
    if (manifest === undefined || manifest.email === null || final === undefined || intent === undefined) return;
    const begun = performance.now();
    const allowed = await limit.take(manifest.email, `${batchId} ${intent.asked_at}`);
    const csv = allowed ? await smallCsv(store, batchId, settings.MAIL_ATTACH_MAX_BYTES) : undefined;
    const summary = composeSummary({ manifest, final, publicUrl: settings.PUBLIC_URL, attached: csv !== undefined });
    const outcome = allowed
      ? await send({ messageId: intent.message_id, to: manifest.email, ...summary, csv })
      : "limited";
    await store.mail.done(batchId, intent, outcome);
    metrics.mailed(outcome);
    logger.info({ batch: batchId, outcome, ms: Math.round(performance.now() - begun) }, "mail:done");
  };
}

async function smallCsv(store: BatchStore, batchId: BatchId, maxBytes: number): Promise<Mail["csv"]> {
  const path = store.csvPath(batchId);
  if ((await stat(path)).size > maxBytes) return undefined;
  return { name: `logo_detection_results_${batchId}.csv`, bytes: await readFile(path) };
}
