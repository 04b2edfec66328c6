import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import type { BatchId, Message, Notifications } from "@symphony/contract";

const WAITING: Message = { state: "waiting", at: null, error: null };

/** What became of the mail and the webhook of a batch's newest run, so that people see what did not arrive. */
export async function readNotifications(store: BatchStore, manifest: BatchManifest): Promise<Notifications> {
  const { batch_id: id, email, webhook_url: url } = manifest;
  return {
    mail: email === null ? null : await readMail(store, id),
    webhook: url === undefined ? null : await readWebhook(store, id),
  };
}

async function readMail({ mail }: BatchStore, id: BatchId): Promise<Message | null> {
  const done = await mail.outcome(id);
  // Without a mail server none is intended.
  if (done === undefined) return (await mail.intent(id)) === undefined ? null : WAITING;
  const { outcome, at } = done;
  if (outcome === "sent") return { state: "delivered", at, error: null };
  return { state: "failed", at, error: MAIL_ERRORS[outcome] };
}

const MAIL_ERRORS = {
  refused: "The mail server refused it.",
  limited: "Its address had all the mails that it may get within an hour.",
} as const;

async function readWebhook({ control, webhooks }: BatchStore, id: BatchId): Promise<Message> {
  const { run } = await control(id);
  const [done, last] = [await webhooks.done(id, run), (await webhooks.attempts(id, run)).at(-1)];
  const status = last?.http_status;
  const error = last?.error ?? (status == null ? null : `The receiver said HTTP ${status}.`);
  if (done?.outcome === "delivered") return { state: "delivered", at: done.at, error: null };
  if (done?.outcome === "failed") return { state: "failed", at: done.at, error };
  return { state: "waiting", at: last?.at ?? null, error };
}
