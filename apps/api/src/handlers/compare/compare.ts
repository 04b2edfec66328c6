import type { CompareQuery } from "@symphony/contract";
import { compareBatches } from "../../batches/compare/compare.ts";
import { findDuplicates } from "../../batches/compare/duplicates.ts";
import type { ApiDeps } from "../../deps.ts";
import { ok } from "../../http/route.ts";
import type { Call, Reply } from "../../http/route.ts";

export async function compare(
  { params, query }: Call<{ id: string }, CompareQuery, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await compareBatches(deps, params.id, query));
}

export async function duplicates(
  { params, query }: Call<{ id: string }, { cursor: number; limit: number }, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await findDuplicates(deps, params.id, query));
}
