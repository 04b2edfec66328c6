import type { BatchManifest, BatchStore, Final, MailIntent } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { Deferral, MailWindow } from "@symphony/messaging";

/** The mail of a finished batch, or its part of the mail of several. */
export interface DueMail {
  manifest: BatchManifest;
  to: string;
  final: Final;
  intent: MailIntent;
}

/** `mails`: send one mail that tells of these, if there are any. `of`: the mail of that batch tells of this one. */
export type Gathered = { mails: readonly DueMail[] } | { of: BatchId } | Deferral;

/** The mail that is still to be sent for a batch. */
export async function readDueMail(store: BatchStore, batchId: BatchId): Promise<DueMail | undefined> {
  const intent = await store.mail.due(batchId);
  return intent && readMail(store, batchId, intent);
}

async function readMail(store: BatchStore, batchId: BatchId, intent: MailIntent): Promise<DueMail | undefined> {
  const manifest = await store.manifest(batchId);
  const final = await store.final(batchId);
  if (manifest === undefined || manifest.email === null || final === undefined) return undefined;
  return { manifest, to: manifest.email, final, intent };
}

/**
 * Which batches the mail of a batch tells of: its own, and others with the same address that ended within the window.
 * That is decided once, in the store, before the mail is sent: a mail that is sent again after a crash, or by two
 * workers at once, is the same mail, and no batch is in the mail of another.
 *
 * @param window undefined: each batch has a mail of its own
 */
export async function gatherMails(store: BatchStore, window: MailWindow | undefined, due: DueMail): Promise<Gathered> {
  const { batch_id: batchId } = due.manifest;
  const { of = batchId, digest, again } = due.intent;
  if (again === true) return { mails: [due] };
  if (digest?.[0] === batchId) return { mails: await readListed(store, due, digest) };
  if (of !== batchId) return (await mayTell(store, of, batchId)) ? { of } : { mails: await readAlone(store, batchId) };
  if (window === undefined) return { mails: [due] };
  const turn = await window.take(due.to, batchId);
  return "waitMs" in turn ? { deferMs: turn.waitMs } : claimMails(store, due, turn.others);
}

/**
 * A batch claims itself before others, so that it is never in the mail of another and first of its own; the list comes
 * last and counts. Two workers may claim for the same mail: the list of the first stands, and what is claimed and not
 * on it has a mail of its own.
 */
async function claimMails(store: BatchStore, due: DueMail, others: readonly BatchId[]): Promise<Gathered> {
  const { batch_id: first } = due.manifest;
  const of = await store.mail.claim(first, due.intent, first);
  if (of !== first) return { of };
  const claimed = [first];
  for (const batchId of others) {
    const other = batchId === first ? undefined : await readDueMail(store, batchId);
    if (other === undefined || other.intent.again === true || other.to.toLowerCase() !== due.to.toLowerCase()) continue;
    if ((await store.mail.claim(batchId, other.intent, first)) === first) claimed.push(batchId);
  }
  return { mails: await readListed(store, due, await store.mail.list(first, due.intent, claimed)) };
}

/** Also those that are noted as told: the mail stays the same when it is sent again. A removed batch is not told. */
async function readListed(store: BatchStore, due: DueMail, digest: readonly BatchId[]): Promise<DueMail[]> {
  const mails = [due];
  for (const batchId of digest) {
    const intent = batchId === due.manifest.batch_id ? undefined : await store.mail.intent(batchId);
    const mail = intent && (await readMail(store, batchId, intent));
    if (mail !== undefined) mails.push(mail);
  }
  return mails;
}

/** Its mail alone, unless the mail of another has told of it meanwhile. */
async function readAlone(store: BatchStore, batchId: BatchId): Promise<DueMail[]> {
  const mail = await readDueMail(store, batchId);
  return mail === undefined ? [] : [mail];
}

/** Whether the mail of a batch that claimed another will tell of it, or may still. */
async function mayTell(store: BatchStore, of: BatchId, batchId: BatchId): Promise<boolean> {
  const mail = await readDueMail(store, of);
  if (mail === undefined || mail.intent.again === true) return false;
  return mail.intent.digest?.includes(batchId) ?? true;
}
