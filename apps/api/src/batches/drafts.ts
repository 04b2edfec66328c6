import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { Problem } from "@symphony/contract";
import type { BatchBrand, BatchId, initBatchRequestSchema, startBatchRequestSchema } from "@symphony/contract";
import { resolveBrands } from "../brands/known-brands.ts";
import type { ApiDeps } from "../deps.ts";
import { batchNotFound, requireBatchId } from "./batch-ids.ts";

/** A draft takes one block of the disk. */
const DRAFT_BYTES = 4_096;
/** Those that nobody touched make room within hours; a minute is enough to see whether some did. */
const FULL_RETRY_S = 60;

/** Creates a draft: a batch with an id and no images yet. */
export async function createDraft(deps: ApiDeps, request: z.infer<typeof startBatchRequestSchema>): Promise<BatchId> {
  const { store, config } = deps;
  const draft = {
    batch_id: randomUUID(),
    client_id: request.client_id ?? null,
    email: request.email ?? null,
    webhook_url: requireSignedWebhook(config, request.webhook_url),
    ...peopleFields(request),
    ...brandFields(await resolveBrands(deps, request.brand)),
    total: 0,
    created_at: new Date().toISOString(),
  };
  await store.admit(DRAFT_BYTES);
  await addDraft(store, config, draft);
  return draft.batch_id;
}

/** Sets the expected number of images of a draft. A batch that has its images is never reset. */
export async function initDraft(
  { store, config }: ApiDeps,
  request: z.infer<typeof initBatchRequestSchema>,
): Promise<BatchId> {
  const batchId = requireBatchId(request.batch_id);
  if ((await store.manifest(batchId)) !== undefined)
    throw new Problem("already_submitted", `Batch ${batchId} has its images already; start a new one.`);
  // What a late worker leaves of the removed batch goes with whatever has its id.
  if (await store.removals.has(batchId)) throw batchNotFound(batchId);
  await store.admit(DRAFT_BYTES);
  const known = await store.drafts.read(batchId);
  const draft = {
    batch_id: batchId,
    client_id: request.client_id ?? known?.client_id ?? null,
    email: known?.email ?? null,
    webhook_url: known?.webhook_url,
    ...peopleFields(known ?? {}),
    ...brandFields(known?.brands),
    total: request.total,
    created_at: known?.created_at ?? new Date().toISOString(),
  };
  await (known === undefined ? addDraft(store, config, draft) : store.drafts.write(draft));
  return batchId;
}

/** @throws {Problem} when there are as many drafts as there may be, and none that nobody touched for hours */
async function addDraft(
  { drafts }: ApiDeps["store"],
  { MAX_DRAFTS }: ApiDeps["config"],
  draft: Parameters<ApiDeps["store"]["drafts"]["write"]>[0],
): Promise<void> {
  if (await drafts.add(draft, MAX_DRAFTS === 0 ? Infinity : MAX_DRAFTS)) return;
  throw new Problem(
    "too_many_requests",
    `There are ${MAX_DRAFTS} batches that wait for their images; submit images without start-batch, or try again later.`,
    { more: { retry_after: FULL_RETRY_S } },
  );
}

/** @throws {Problem} when there is a webhook but no secret to sign it with */
export function requireSignedWebhook(config: ApiDeps["config"], url: string | undefined): string | undefined {
  if (url === undefined || config.WEBHOOK_SECRET !== undefined) return url;
  throw new Problem(
    "webhooks_not_configured",
    "Leave webhook_url out: the operator of this service has set no WEBHOOK_SECRET to sign with.",
  );
}

/** What a batch looks for, where it names it. */
export const brandFields = (brands: BatchBrand[] | undefined): { brands?: BatchBrand[] } =>
  brands === undefined ? {} : { brands };

/** What people say of a batch, where they say it. */
export const peopleFields = ({
  title,
  supplier,
}: {
  title?: string | null | undefined;
  supplier?: string | null | undefined;
}): { title?: string; supplier?: string } => ({
  ...(title === undefined || title === null ? {} : { title }),
  ...(supplier === undefined || supplier === null ? {} : { supplier }),
});
