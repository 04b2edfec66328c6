import { Problem } from "@symphony/contract";
import { mailHostOf, withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { batchNotFound, requireBatchId } from "../upload/submit.ts";

const REDIS_WAIT_MS = 2_000;

/** Has the summary of a finished batch sent to the address it was started with, and to no other. */
export async function sendEmail({ params }: Call<{ id: string }, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const { config, store, queues, logger } = deps;
  const batchId = requireBatchId(params.id);
  const manifest = await store.manifest(batchId);
  const batch = manifest ?? (await store.drafts.read(batchId));
  if (batch === undefined) throw batchNotFound(batchId);
  if (config.SMTP_SERVER === undefined)
    throw new Problem("mail_not_configured", "This service has no mail server; fetch the results as CSV instead.");
  if (batch.email === null)
    throw new Problem(
      "no_address",
      "The batch was started without an e-mail address; give one to start-batch next time.",
    );
  if (manifest === undefined || (await store.final(batchId)) === undefined) {
    throw new Problem("batch_not_finished", "The batch is not finished; its mail goes out by itself when it is.");
  }
  const askedAt = new Date().toISOString();
  await requireWithinLimit(deps, batch.email, `${batchId} ${askedAt}`);
  await store.mail.askAgain(batchId, mailHostOf(config.SENDER_EMAIL), askedAt);
  // It is on disk: where the queue does not take it now, recovery does.
  await withinMs(REDIS_WAIT_MS, queues.addEmail(batchId)).catch((error: unknown) =>
    logger.warn({ err: error, batch: batchId }, "mail:not enqueued yet"),
  );
  return ok({ batch_id: batchId, message: "The mail is on its way." });
}

async function requireWithinLimit({ mailLimit }: ApiDeps, recipient: string, mail: string): Promise<void> {
  const allowed = await withinMs(REDIS_WAIT_MS, mailLimit.take(recipient, mail)).catch(() => undefined);
  if (allowed === undefined)
    throw new Problem("not_ready", "Redis does not answer, so no mail can be sent now. Try again later.");
  if (!allowed)
    throw new Problem("too_many_requests", "This address got as many mails as it may within an hour. Try again later.");
}
