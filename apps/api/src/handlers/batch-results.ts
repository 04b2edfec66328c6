import type { z } from "zod";
import type { itemsQuerySchema, resultsQuerySchema } from "@symphony/contract";
import { requireBatchId } from "../batches/batch-ids.ts";
import { readItemsPage, readResultsPage } from "../batches/results-page.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

export async function batchResults(
  { params, query }: Call<{ id: string }, z.infer<typeof resultsQuerySchema>, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await readResultsPage(deps, requireBatchId(params.id), query));
}

/** The images by name, also before they are checked, so that a page can show those of a running batch. */
export async function batchItems(
  { params, query }: Call<{ id: string }, z.infer<typeof itemsQuerySchema>, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await readItemsPage(deps, requireBatchId(params.id), query));
}
