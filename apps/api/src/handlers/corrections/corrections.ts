import type { Request } from "express";
import { correctBatch } from "../../batches/corrections/correct-batch.ts";
import { readItemHistory } from "../../batches/corrections/item-history.ts";
import type { ApiDeps } from "../../deps.ts";
import { ok } from "../../http/route.ts";
import type { Call, Reply } from "../../http/route.ts";

export async function postCorrections(
  { params, request }: Call<{ id: string }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return { status: 202, body: await correctBatch(deps, params.id, request, deps.identify(request as Request)) };
}

export async function getItemHistory(
  { params }: Call<{ id: string; seq: number }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await readItemHistory(deps, params.id, params.seq));
}
