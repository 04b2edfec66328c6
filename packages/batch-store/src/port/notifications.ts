import type { BatchId, WebhookAttempt } from "@symphony/contract";
import type { MailDone, MailIntent, WebhookDone } from "../notifications/marker-schemas.ts";

/**
 * The mail of a batch's newest run, from what is to be done to what was done:
 *
 *   nothing ──intend──► intended ──done──► done ──askAgain──► intended
 *
 * A mail that is intended and not done is sent by any process that finds it, with the same Message-ID each time:
 * SMTP cannot promise once (RFC 1047), but a mail that comes twice then shows once.
 */
export interface MailMarkers {
  /** Notes that a mail is to be sent when the batch is finished, unless that is noted already. */
  intend(batchId: BatchId, host: string): Promise<void>;
  /** Has the mail sent once more, even when it was sent before. */
  askAgain(batchId: BatchId, host: string, askedAt: string): Promise<void>;
  /** The mail of the newest run, sent or not. */
  intent(batchId: BatchId): Promise<MailIntent | undefined>;
  /** The mail that is still to be sent. */
  due(batchId: BatchId): Promise<MailIntent | undefined>;
  /** Decides, once, which batch's mail tells of this one. @returns what is decided, now or before */
  claim(batchId: BatchId, intent: MailIntent, of: BatchId): Promise<BatchId>;
  /** Decides, once, which batches the mail of this one tells of. @returns what is decided, now or before */
  list(batchId: BatchId, intent: MailIntent, batches: readonly BatchId[]): Promise<readonly BatchId[]>;
  done(batchId: BatchId, intent: MailIntent, outcome: MailDone["outcome"]): Promise<void>;
  /** What became of the mail of the newest run; undefined while it is to be sent, or where none is. */
  outcome(batchId: BatchId): Promise<MailDone | undefined>;
}

/**
 * A marker for each run whose CSV lies in the bucket that the images came from. A finished batch that may be written
 * back and has no marker is due, whatever the queue remembers of it.
 */
export interface WriteBacks {
  isDone(batchId: BatchId, run: number): Promise<boolean>;
  finish(batchId: BatchId, run: number): Promise<void>;
}

/**
 * The webhook of each run of a batch: its attempts, and a marker after the last one. A batch that is finished, has an
 * address and no marker is due, whatever the queue remembers of it.
 */
export interface Webhooks {
  /** Notes an attempt. Not durable: it limits the attempts and informs people. */
  note(batchId: BatchId, run: number, attempt: WebhookAttempt): Promise<void>;
  attempts(batchId: BatchId, run: number): Promise<WebhookAttempt[]>;
  /** Notes that there are no more attempts; the first of several outcomes stays. */
  finish(batchId: BatchId, run: number, outcome: WebhookDone["outcome"]): Promise<void>;
  done(batchId: BatchId, run: number): Promise<WebhookDone | undefined>;
}
