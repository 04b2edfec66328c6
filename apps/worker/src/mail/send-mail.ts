import { buffer } from "node:stream/consumers";
import type { BatchStore } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { EmailJob, MailLimit } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import type { WorkerConfig } from "../config.ts";
import type { WorkerMetrics } from "../worker-metrics.ts";
import { failedPictures } from "./failed-pictures.ts";
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

/** Handles mail jobs: sends the mail that is due for a finished batch, and records the outcome in the store. */
export function createMailSender(deps: MailDeps): (job: EmailJob) => Promise<void> {
  const { store, limit, logger, metrics, settings } = deps;
  return async ({ batchId }) => {
    const manifest = await store.manifest(batchId);
    const final = await store.final(batchId);
    const intent = await store.mail.due(batchId);
    if (manifest === undefined || manifest.email === null || final === undefined || intent === undefined) return;
    const begun = performance.now();
    const allowed = await limit.take(manifest.email, `${batchId} ${intent.asked_at}`);
    const csv = allowed ? await attachedCsv(store, batchId, settings.MAIL_ATTACH_MAX_BYTES) : undefined;
    const failed = allowed && final.counts.invalid > 0 ? await failedPictures(store, manifest) : [];
    const pictures = failed.map(({ seq, jpeg }) => ({ cid: `image-${seq}`, bytes: jpeg }));
    const summary = composeSummary({
      manifest,
      final,
      publicUrl: settings.PUBLIC_URL,
      attached: csv !== undefined,
      pictures: pictures.map(({ cid }) => cid),
    });
    const outcome = allowed
      ? await send(deps, { messageId: intent.message_id, to: manifest.email, ...summary, csv, pictures })
      : "limited";
    await store.mail.done(batchId, intent, outcome);
    metrics.mailed(outcome);
    logger.info({ batch: batchId, outcome, ms: Math.round(performance.now() - begun) }, "mail:done");
  };
}

/** @throws when the mail may be sent again */
async function send({ mailer, metrics, logger }: MailDeps, mail: Mail): Promise<"sent" | "refused"> {
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
}

/** The results, unless they are too large to attach. */
async function attachedCsv(store: BatchStore, batchId: BatchId, maxBytes: number): Promise<Mail["csv"]> {
  const csv = await store.openCsv(batchId);
  if (csv.size > maxBytes) return undefined;
  return { name: `logo_detection_results_${batchId}.csv`, bytes: await buffer(csv.stream()) };
}
