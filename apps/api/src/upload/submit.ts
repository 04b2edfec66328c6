import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { decodeBatchId, Problem } from "@symphony/contract";
import type { Accepted, Announcement, BatchId, Skipped, SubmitResponse } from "@symphony/contract";
import type { Acceptance, Staging } from "@symphony/batch-store";
import { FRESH } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import { createOnce } from "./submit-once.ts";

/** How long an answer waits for the queue; the batch is safe on disk and is enqueued later in any case. */
const ENQUEUE_WAIT_MS = 2_000;

/** What a caller says of a batch besides its images. */
export interface Submission {
  batchId: string | undefined;
  clientId: string | undefined;
  webhookUrl?: string | undefined;
  chunkSize: number;
  single?: boolean;
}

/** Fills a batch in the making; what it leaves out is in the list, what it throws leaves nothing behind. */
export type Fill = (staging: Staging) => Promise<{ submission: Submission; skipped: Skipped[] }>;

/**
 * Takes a batch in: images to disk, then the commit, then the queue. When this returns, every byte and
 * the pending list are durable. With a key, the same submission sent again gets the first one's answer.
 *
 * @param headers of the request, which may say how much is coming
 * @param key digest of the caller's idempotency key
 * @throws {Problem}
 */
export async function submitBatch(
  deps: ApiDeps,
  headers: IncomingHttpHeaders,
  fill: Fill,
  key?: string,
): Promise<Submitted> {
  await deps.store.admit(Number(headers["content-length"] ?? 0));
  const staging = await deps.store.openStaging();
  try {
    const { submission, skipped } = await fill(staging);
    checkedWebhook(deps.config, submission.webhookUrl);
    const once = key === undefined ? undefined : createOnce(deps.store, key, staging, submission);
    const known = await once?.recall();
    if (known?.accepted) return { answer: known.answer, replayed: true };
    const announcement = await findAnnouncement(deps, submission, known?.answer.batch_id);
    if (staging.count === 0) throw nothingToDo(skipped);
    const mine = submitAnswer(announcement.batch_id, staging.count, skipped);
    const answer = (await once?.claim(mine)) ?? mine;
    const acceptance = acceptanceOf({ ...announcement, batch_id: answer.batch_id }, submission, key);
    const accepted = await staging.commit(acceptance).catch(async (error: unknown) => {
      // Whoever sent the same at the same time may have been faster by a moment.
      if ((await once?.recall())?.accepted) return undefined;
      throw error;
    });
    if (accepted === undefined) return { answer, replayed: true };
    await deps.store.announcements
      .remove(accepted.batch_id)
      .catch((error: unknown) => deps.logger.warn({ err: error }, "announcement:not removed"));
    await withinMs(ENQUEUE_WAIT_MS, enqueue(deps, accepted));
    return { answer, replayed: false };
  } finally {
    await staging.discard();
  }
}

export interface Submitted {
  answer: SubmitResponse;
  /** Whether it was accepted by an earlier call with the same key. */
  replayed: boolean;
}

function acceptanceOf(announcement: Announcement, submission: Submission, key: string | undefined): Acceptance {
  return {
    batch_id: announcement.batch_id,
    client_id: submission.clientId ?? announcement.client_id,
    email: announcement.email,
    webhook_url: submission.webhookUrl ?? announcement.webhook_url,
    chunk_size: submission.chunkSize,
    created_at: announcement.created_at,
    submission_key: key,
    single: submission.single ?? false,
  };
}

function submitAnswer(batchId: BatchId, total: number, skipped: Skipped[]): SubmitResponse {
  const left = skipped.length === 0 ? "" : ` ${skipped.length} left out.`;
  return { batch_id: batchId, message: `Accepted ${total} images.${left}`, status: "processing", total, skipped };
}

/** The batch that was started before, or a new one when the caller named none. */
async function findAnnouncement(
  deps: ApiDeps,
  submission: Submission,
  newId: BatchId = randomUUID(),
): Promise<Announcement> {
  if (submission.batchId === undefined) {
    return {
      batch_id: newId,
      client_id: submission.clientId ?? null,
      email: null,
      total: 0,
      created_at: new Date().toISOString(),
    };
  }
  const batchId = requireBatchId(submission.batchId);
  // The batch first: between commit and removal both are there.
  if ((await deps.store.accepted(batchId)) !== undefined) {
    throw new Problem("already_submitted", `Batch ${batchId} was already submitted; start a new one.`);
  }
  const announcement = await deps.store.announcements.read(batchId);
  if (announcement === undefined) throw batchNotFound(batchId);
  return announcement;
}

/** Puts the batch's chunks into the queue. When that fails, workers find them on disk. */
async function enqueue({ progress, queues, logger }: ApiDeps, accepted: Accepted): Promise<void> {
  try {
    await progress.seed(accepted, FRESH);
    await queues.addItems(accepted);
  } catch (error) {
    logger.warn({ err: error, batch: accepted.batch_id }, "batch:not enqueued yet");
  }
}

function nothingToDo(skipped: Skipped[]): Problem {
  if (skipped.length === 0) return new Problem("nothing_to_do", "Files, zip file, or URLs required");
  return new Problem("nothing_to_do", "Files, zip file, or URLs required: none of what was sent can be taken.", {
    more: { skipped },
  });
}

/** @throws {Problem} 404 for anything that is no batch id, before any path is built from it */
export function requireBatchId(text: string): BatchId {
  const batchId = decodeBatchId(text);
  if (batchId === undefined) throw batchNotFound(text);
  return batchId;
}

export function batchNotFound(text: string): Problem {
  return new Problem("batch_not_found", `Batch ${text.slice(0, 64)} not found.`);
}

/** @throws {Problem} when a webhook is asked for and none could be signed */
export function checkedWebhook(config: ApiDeps["config"], url: string | undefined): string | undefined {
  if (url === undefined || config.WEBHOOK_SECRET !== undefined) return url;
  throw new Problem(
    "webhooks_not_configured",
    "Leave webhook_url out: the operator of this service has set no WEBHOOK_SECRET to sign with.",
  );
}
