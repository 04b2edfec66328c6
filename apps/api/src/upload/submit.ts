import type { BatchManifest, DraftBatch } from "@symphony/batch-store";
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { decodeBatchId, Problem } from "@symphony/contract";
import type { BatchId, Skipped, SubmitResponse } from "@symphony/contract";
import type { BatchDetails, Staging } from "@symphony/batch-store";
import { NOT_STARTED } from "@symphony/messaging";
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
    const draft = await findDraft(deps, submission, known?.answer.batch_id);
    if (staging.count === 0) throw nothingToDo(skipped);
    const mine = submitAnswer(draft.batch_id, staging.count, skipped);
    const answer = (await once?.claim(mine)) ?? mine;
    const acceptance = acceptanceOf({ ...draft, batch_id: answer.batch_id }, submission, key);
    const manifest = await staging.commit(acceptance).catch(async (error: unknown) => {
      // Whoever sent the same at the same time may have been faster by a moment.
      if ((await once?.recall())?.accepted) return undefined;
      throw error;
    });
    if (manifest === undefined) return { answer, replayed: true };
    await deps.store.drafts
      .remove(manifest.batch_id)
      .catch((error: unknown) => deps.logger.warn({ err: error }, "announcement:not removed"));
    await withinMs(ENQUEUE_WAIT_MS, enqueue(deps, manifest));
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

function acceptanceOf(draft: DraftBatch, submission: Submission, key: string | undefined): BatchDetails {
  return {
    batch_id: draft.batch_id,
    client_id: submission.clientId ?? draft.client_id,
    email: draft.email,
    webhook_url: submission.webhookUrl ?? draft.webhook_url,
    chunk_size: submission.chunkSize,
    created_at: draft.created_at,
    submission_key: key,
    single: submission.single ?? false,
  };
}

function submitAnswer(batchId: BatchId, total: number, skipped: Skipped[]): SubmitResponse {
  const left = skipped.length === 0 ? "" : ` ${skipped.length} left out.`;
  return { batch_id: batchId, message: `Accepted ${total} images.${left}`, status: "processing", total, skipped };
}

/** The batch that was started before, or a new one when the caller named none. */
async function findDraft(deps: ApiDeps, submission: Submission, newId: BatchId = randomUUID()): Promise<DraftBatch> {
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
  if ((await deps.store.manifest(batchId)) !== undefined) {
    throw new Problem("already_submitted", `Batch ${batchId} was already submitted; start a new one.`);
  }
  const draft = await deps.store.drafts.read(batchId);
  if (draft === undefined) throw batchNotFound(batchId);
  return draft;
}

/** Puts the batch's chunks into the queue. When that fails, workers find them on disk. */
async function enqueue({ progress, queues, logger }: ApiDeps, manifest: BatchManifest): Promise<void> {
  try {
    await progress.seed(manifest, NOT_STARTED);
    await queues.addItems(manifest);
  } catch (error) {
    logger.warn({ err: error, batch: manifest.batch_id }, "batch:not enqueued yet");
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
