import { buffer } from "node:stream/consumers";
import type { BatchStore } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { Deferral, EmailJob, MailLimit, MailWindow, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import type { WorkerConfig } from "../config.ts";
import type { WorkerMetrics } from "../worker-metrics.ts";
import { composeDigest, digestIdOf } from "./digest.ts";
import { failedPictures } from "./failed-pictures.ts";
import { gatherMails, readDueMail } from "./gather-mails.ts";
import type { DueMail } from "./gather-mails.ts";
import { MailRefused } from "./mailer.ts";
import type { Mail, Mailer } from "./mailer.ts";
import { composeSummary } from "./summary.ts";

export interface MailDeps {
  store: BatchStore;
  queues: Pick<Queues, "addEmail">;
  mailer: Mailer;
  limit: MailLimit;
  /** Without it each batch has a mail of its own. */
  window: MailWindow | undefined;
  logger: Logger;
  metrics: Pick<WorkerMetrics, "mailed">;
  settings: Pick<WorkerConfig, "MAIL_ATTACH_MAX_BYTES" | "PUBLIC_URL">;
}

/**
 * Handles mail jobs: sends the mail that is due for a finished batch, and records the outcome in the store. One mail
 * may tell of several batches.
 */
export function createMailSender(deps: MailDeps): (job: EmailJob) => Promise<Deferral | undefined> {
  const { store, queues, limit, logger, metrics, window } = deps;
  return async ({ batchId }) => {
    const due = await readDueMail(store, batchId);
    if (due === undefined) return undefined;
    const begun = performance.now();
    const gathered = await gatherMails(store, window, due);
    if ("deferMs" in gathered) return gathered;
    if ("of" in gathered) {
      await queues.addEmail(gathered.of);
      return undefined;
    }
    const { mails } = gathered;
    if (mails.length === 0) return undefined;
    const allowed = await limit.take(due.to, `${batchId} ${due.intent.asked_at}`);
    const outcome = allowed ? await send(deps, await composeMail(deps, mails)) : "limited";
    // Its own last: until then it is sent again for those that are not noted yet.
    for (const { manifest, intent } of mails.toReversed()) await store.mail.done(manifest.batch_id, intent, outcome);
    metrics.mailed(outcome);
    const ms = Math.round(performance.now() - begun);
    logger.info({ batch: batchId, batches: mails.length, outcome, ms }, "mail:done");
    return undefined;
  };
}

/** The summary of a batch, or the digest of several. */
async function composeMail({ store, settings }: MailDeps, mails: readonly DueMail[]): Promise<Mail> {
  const [{ manifest, final, intent, to }, ...others] = mails as [DueMail, ...DueMail[]];
  const { PUBLIC_URL: publicUrl, MAIL_ATTACH_MAX_BYTES: attachMaxBytes } = settings;
  if (others.length > 0) {
    const digest = composeDigest(mails, publicUrl);
    return { messageId: digestIdOf(intent.message_id), to, ...digest, csv: undefined, pictures: [] };
  }
  const csv = await attachedCsv(store, manifest.batch_id, attachMaxBytes);
  const failed = final.counts.invalid > 0 ? await failedPictures(store, manifest) : [];
  const pictures = failed.map(({ seq, jpeg }) => ({ cid: `image-${seq}`, bytes: jpeg }));
  const facts = { manifest, final, publicUrl, attached: csv !== undefined, pictures: pictures.map(({ cid }) => cid) };
  return { messageId: intent.message_id, to, ...composeSummary(facts), csv, pictures };
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
