import { Problem } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { mailHostOf, withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import { requireBatch } from "./find-batch.ts";
import { tryPublish } from "./try-publish.ts";

const REDIS_WAIT_MS = 2_000;

/** Requests the summary of a finished batch for the address it was started with, and for no other. */
export async function requestMail(deps: ApiDeps, batchId: BatchId): Promise<void> {
  const { config, store, queues } = deps;
  const { email } = await requireBatch(deps, batchId);
  if (config.SMTP_SERVER === undefined)
    throw new Problem("mail_not_configured", "This service has no mail server; fetch the results as CSV instead.");
  if (email === null)
    throw new Problem(
      "no_address",
      "The batch was started without an e-mail address; give one to start-batch next time.",
    );
  if ((await store.final(batchId)) === undefined)
    throw new Problem("batch_not_finished", "The batch is not finished; its mail goes out by itself when it is.");
  const requestedAt = new Date().toISOString();
  await requireWithinLimit(deps, email, `${batchId} ${requestedAt}`);
  await store.mail.askAgain(batchId, mailHostOf(config.SENDER_EMAIL), requestedAt);
  await tryPublish(deps, batchId, () => queues.addEmail(batchId));
}

async function requireWithinLimit({ mailLimit, config }: ApiDeps, recipient: string, mail: string): Promise<void> {
  const allowed = await withinMs(REDIS_WAIT_MS, mailLimit.take(recipient, mail)).catch(() => undefined);
  if (allowed === undefined)
    throw new Problem("not_ready", "Redis does not respond, so no mail can be sent now. Try again later.");
  if (!allowed)
    throw new Problem(
      "too_many_requests",
      `This address got the ${config.MAIL_PER_RECIPIENT_PER_HOUR} mails that it may get within an hour. Try again later.`,
    );
}
