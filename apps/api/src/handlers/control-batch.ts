import type { BatchManifest } from "@symphony/batch-store";
import type { ThresholdRequest } from "@symphony/contract";
import { readStatus } from "../batches/batch-status.ts";
import * as control from "../batches/control-batch.ts";
import * as runs from "../batches/start-run.ts";
import { previewThreshold } from "../batches/threshold/preview-threshold.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

type ById = Call<{ id: string }, undefined, undefined>;

export async function pauseBatch({ params }: ById, deps: ApiDeps): Promise<Reply> {
  return statusReply(deps, 200, await control.pauseBatch(deps, params.id));
}

export async function resumeBatch({ params }: ById, deps: ApiDeps): Promise<Reply> {
  return statusReply(deps, 200, await control.resumeBatch(deps, params.id));
}

export async function cancelBatch({ params }: ById, deps: ApiDeps): Promise<Reply> {
  return statusReply(deps, 200, await control.cancelBatch(deps, params.id));
}

export async function retryFailed({ params }: ById, deps: ApiDeps): Promise<Reply> {
  return statusReply(deps, 200, await runs.retryFailed(deps, params.id));
}

export async function reevaluateBatch(
  { params, body }: Call<{ id: string }, undefined, ThresholdRequest>,
  deps: ApiDeps,
): Promise<Reply> {
  if (body.dry_run) return ok(await previewThreshold(deps, params.id, body.threshold));
  return statusReply(deps, 202, await runs.reevaluateBatch(deps, params.id, body.threshold));
}

async function statusReply(deps: ApiDeps, status: number, { batch_id }: BatchManifest): Promise<Reply> {
  return { status, body: await readStatus(deps, batch_id) };
}
