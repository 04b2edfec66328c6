import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { EVIDENCE_BYTES } from "@symphony/batch-store";
import type { BatchDetails, BatchManifest, DraftBatch, Staging } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchBrand, BatchId, SubmitResponse } from "@symphony/contract";
import { allItems, NOT_STARTED } from "@symphony/messaging";
import { forbiddenBesides } from "../brands/forbidden-brands.ts";
import { resolveBrands } from "../brands/known-brands.ts";
import type { ApiDeps } from "../deps.ts";
import { createIdempotentSubmission, findByUploads } from "../upload/idempotency.ts";
import type { EarlierSubmission, IdempotentSubmission } from "../upload/idempotency.ts";
import { UploadGone } from "../upload/resumable/populate-from-uploads.ts";
import { skippedOf, withLeftOut } from "../upload/skipped.ts";
import type { SkippedList } from "../upload/skipped.ts";
import { NOTHING_TO_DO } from "../upload/upload-source.ts";
import type { Submission, Upload, UploadSource } from "../upload/upload-source.ts";
import { batchNotFound, requireBatchId } from "./batch-ids.ts";
import { brandFields, peopleFields, requireSignedWebhook } from "./drafts.ts";
import { tryPublish } from "./try-publish.ts";

export interface Submitted {
  response: SubmitResponse;
  /** Whether an earlier call with the same idempotency key was accepted. */
  replayed: boolean;
}

export interface SubmitRequest {
  headers: IncomingHttpHeaders;
  /** Who sent it, as the digest that is kept with the batch. */
  caller?: string;
}

/**
 * Submits a batch: images to the store, then the commit, then the queue. When this returns, the bytes and the manifest
 * are durable. With an idempotency key, a repeated submission gets the response of the first one.
 *
 * @param request its headers may declare how many bytes are coming
 * @param key digest of the caller's idempotency key
 * @throws {Problem}
 */
export async function submitBatch(
  deps: ApiDeps,
  { headers, caller }: SubmitRequest,
  populate: UploadSource,
  key?: string,
): Promise<Submitted> {
  await deps.store.admit(Number(headers["content-length"] ?? 0));
  const staging = await deps.store.openStaging();
  let upload: Upload | undefined;
  try {
    upload = await populate(staging);
    const submitted = await commitUpload(deps, staging, { ...upload, caller }, key);
    await upload.committed?.().catch((error: unknown) => deps.logger.warn({ err: error }, "upload:not removed"));
    return submitted;
  } catch (error) {
    const earlier =
      key !== undefined && error instanceof UploadGone && (await findByUploads(deps.store, key, error.uploads));
    if (earlier) return { response: earlier, replayed: true };
    throw error;
  } finally {
    upload?.release?.();
    await staging.discard();
  }
}

type StagedUpload = Upload & Pick<SubmitRequest, "caller">;

async function commitUpload(
  deps: ApiDeps,
  staging: Staging,
  upload: StagedUpload,
  key: string | undefined,
): Promise<Submitted> {
  const { submission } = upload;
  requireSignedWebhook(deps.config, submission.webhookUrl);
  if (key === undefined) return commitNew(deps, staging, upload);
  const idempotent = createIdempotentSubmission(deps.store, key, staging, submission);
  const earlier = await idempotent.find();
  if (earlier?.committed) return { response: earlier.response, replayed: true };
  try {
    return await commitNew(deps, staging, upload, { key, idempotent, earlier });
  } catch (error) {
    // A concurrent call with the same key may have committed first.
    const first = await idempotent.find().catch(() => undefined);
    if (first?.committed) return { response: first.response, replayed: true };
    throw error;
  }
}

interface Keyed {
  key: string;
  idempotent: IdempotentSubmission;
  earlier: EarlierSubmission | undefined;
}

async function commitNew(
  deps: ApiDeps,
  staging: Staging,
  { submission, caller, skipped }: StagedUpload,
  { key, idempotent, earlier }: Partial<Keyed> = {},
): Promise<Submitted> {
  const left = withLeftOut(submission.leftOut, skippedOf(skipped));
  const draft = await findDraft(deps, submission, earlier?.response.batch_id);
  const named = submission.brands ?? draft.brands?.map(({ name }) => name);
  const brands = submission.trial?.brands ?? (await resolveBrands(deps, named));
  const forbidden = await forbiddenBesides(deps, brands);
  if (staging.count === 0) throw nothingToDo(left);
  const own = responseOf(draft.batch_id, staging.count, left);
  const response = (await idempotent?.reserve(own)) ?? own;
  if (submission.single !== true) await deps.store.admit(staging.count * EVIDENCE_BYTES[staging.kind]);
  const details = detailsOf(
    { ...draft, brands, forbidden, batch_id: response.batch_id },
    submission,
    key,
    left,
    caller,
  );
  const manifest = await staging.commit(details);
  await deps.store.drafts
    .remove(manifest.batch_id)
    .catch((error: unknown) => deps.logger.warn({ err: error }, "draft:not removed"));
  await enqueueBatch(deps, manifest, submission.batchId !== undefined);
  return { response, replayed: false };
}

function detailsOf(
  draft: DraftBatch & { forbidden: BatchBrand[] },
  submission: Submission,
  key: string | undefined,
  left: SkippedList,
  caller: string | undefined,
): BatchDetails {
  return {
    batch_id: draft.batch_id,
    client_id: submission.clientId ?? draft.client_id,
    email: draft.email,
    webhook_url: submission.webhookUrl ?? draft.webhook_url,
    chunk_size: submission.chunkSize,
    created_at: draft.created_at,
    submission_key: key,
    single: submission.single ?? false,
    ...(submission.source === undefined ? {} : { source: submission.source }),
    ...peopleFields(draft),
    ...(submission.trial === undefined ? {} : { title: submission.trial.title, trial_of: submission.trial.of }),
    ...(submission.part === undefined ? {} : { part_of: submission.part.of.batch_id }),
    ...brandFields(draft.brands),
    ...(draft.forbidden.length === 0 ? {} : { forbidden: draft.forbidden }),
    ...(caller === undefined ? {} : { caller }),
    ...(left.skipped_count === 0 ? {} : left),
  };
}

function responseOf(batchId: BatchId, total: number, left: SkippedList): SubmitResponse {
  const also = left.skipped_count === 0 ? "" : ` ${left.skipped_count} left out.`;
  return {
    batch_id: batchId,
    message: `Accepted ${total} ${total === 1 ? "image" : "images"}.${also}`,
    status: "processing",
    total,
    ...left,
  };
}

/** The draft that the caller named, or a new one. */
async function findDraft(deps: ApiDeps, submission: Submission, newId: BatchId = randomUUID()): Promise<DraftBatch> {
  if (submission.part !== undefined) return draftOfPart(submission.part);
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
  // The manifest first: between a commit and the removal of its draft both are there.
  if ((await deps.store.manifest(batchId)) !== undefined)
    throw new Problem("already_submitted", `Batch ${batchId} was already submitted; start a new one.`);
  const draft = await deps.store.drafts.read(batchId);
  if (draft === undefined) throw batchNotFound(batchId);
  return draft;
}

/** It looks for the same as its batch will, and nobody is notified of it. */
const draftOfPart = ({ of, id }: NonNullable<Submission["part"]>): DraftBatch => ({
  batch_id: id,
  client_id: null,
  email: null,
  ...brandFields(of.brands),
  total: 0,
  created_at: new Date().toISOString(),
});

/** @param isIdGiven whether an earlier batch, which was removed, may have had this id: jobs of it may be left */
async function enqueueBatch(deps: ApiDeps, manifest: BatchManifest, isIdGiven: boolean): Promise<void> {
  await tryPublish(deps, manifest.batch_id, async () => {
    await deps.progress.seed(manifest, NOT_STARTED);
    await deps.queues.addItems(manifest, isIdGiven ? allItems(manifest) : undefined);
  });
}

function nothingToDo(left: SkippedList): Problem {
  if (left.skipped_count === 0) return new Problem("nothing_to_do", NOTHING_TO_DO);
  return new Problem("nothing_to_do", `${NOTHING_TO_DO}: none of what was sent can be taken.`, {
    more: { ...left },
  });
}
