import type { CompareQuery, DuplicatesQuery } from "@symphony/contract";
import { findAlike } from "../../batches/compare/alike.ts";
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
  { params, query }: Call<{ id: string }, DuplicatesQuery, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await (query.alike ? findAlike : findDuplicates)(deps, params.id, query));
}
