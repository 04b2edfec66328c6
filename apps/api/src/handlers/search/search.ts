import { Problem } from "@symphony/contract";
import type { SearchQuery } from "@symphony/contract";
import { searchBatches } from "../../batches/search/search-batches.ts";
import type { ApiDeps } from "../../deps.ts";
import { NOBODY } from "../../http/access/identity.ts";
import { ok } from "../../http/route.ts";
import type { Call, Reply } from "../../http/route.ts";

/**
 * All batches for callers with a name, or for everybody where the operator wants that. The id of a batch gives access
 * to it, so others see the batches of one client, whose id they have to know.
 */
export async function search(
  { query, request }: Call<undefined, SearchQuery, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const { LIST_BATCHES_FOR: who } = deps.config;
  const seesAll = who === "everybody" || (who === "named" && deps.identify(request) !== NOBODY);
  if (seesAll) return ok(await searchBatches(deps.store, deps.batchIndex, { ...query, client_id: undefined }));
  if (query.client_id === undefined)
    throw new Problem(
      "invalid_request",
      "Say whose batches you want to see by client_id: all are listed for callers with an API key or a name (LIST_BATCHES_FOR).",
    );
  return ok(await searchBatches(deps.store, deps.batchIndex, query));
}
