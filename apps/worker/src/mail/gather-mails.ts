import type { BatchManifest, BatchStore, Final, MailIntent } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { Deferral, MailWindow } from "@symphony/messaging";

/** A finished batch whose mail is still to be sent. */
export interface DueMail {
  manifest: BatchManifest;
  to: string;
  final: Final;
  intent: MailIntent;
}

/** `mails`: send one mail that tells of these. `of`: the mail of that batch tells of this one. */
export type Gathered = { mails: readonly DueMail[] } | { of: BatchId } | Deferral;

export async function readDueMail(store: BatchStore, batchId: BatchId): Promise<DueMail | undefined> {
  const manifest = await store.manifest(batchId);
  const final = await store.final(batchId);
  const intent = await store.mail.due(batchId);
  if (manifest === undefined || manifest.email === null || final === undefined || intent === undefined)
    return undefined;
  return { manifest, to: manifest.email, final, intent };
}

/**
 * Which batches the mail of a batch tells of: its own, and others with the same address that ended within the window.
 * It is noted with each of them before the mail is sent. A mail that is sent again after a crash is then the same one,
 * and no batch is in the mail of another.
 *
 * @param window undefined: each batch has a mail of its own
 */
export async function gatherMails(store: BatchStore, window: MailWindow | undefined, due: DueMail): Promise<Gathered> {
  const { batch_id: batchId } = due.manifest;
  const { digest, again } = due.intent;
  const of = digest?.[0];
  if (of !== undefined && of !== batchId) {
    // A batch that was removed sends no mail.
    return (await readDueMail(store, of)) === undefined ? joinMails(store, due, []) : { of };
  }
  if (digest !== undefined) return joinMails(store, due, digest);
  if (window === undefined || again === true) return { mails: [due] };
  const turn = await window.take(due.to, batchId);
  return "waitMs" in turn ? { deferMs: turn.waitMs } : joinMails(store, due, turn.others);
}

async function joinMails(store: BatchStore, due: DueMail, others: readonly BatchId[]): Promise<Gathered> {
  const { batch_id: first } = due.manifest;
  const mails = [due];
  for (const batchId of others) {
    const other = batchId === first ? undefined : await readDueMail(store, batchId);
    if (other !== undefined && mayJoin(other, due)) mails.push(other);
  }
  const digest = mails.map(({ manifest }) => manifest.batch_id);
  // That of the mail first: the others lead to it.
  for (const { manifest, intent } of mails)
    if (intent.digest?.join() !== digest.join()) await store.mail.join(manifest.batch_id, intent, digest);
  return { mails };
}

const mayJoin = ({ to, intent }: DueMail, first: DueMail): boolean =>
  to.toLowerCase() === first.to.toLowerCase() &&
  intent.again !== true &&
  (intent.digest === undefined || intent.digest[0] === first.manifest.batch_id);
