import type { Readable } from "node:stream";
import { csvOf } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";
import type { BatchId, ResultFilter } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { requireFinished } from "./find-batch.ts";

/** The CSV of a finished batch: the stored file, or with a filter one made of the results that match. */
export async function openCsvExport(
  deps: ApiDeps,
  batchId: BatchId,
  filter: ResultFilter,
): Promise<{ stream: Readable; size?: number }> {
  const { manifest } = await requireFinished(deps, batchId);
  if (filter.status === undefined && filter.search === undefined) {
    const file = await deps.store.openCsv(batchId);
    return { stream: file.stream(), size: file.size };
  }
  return { stream: csvOf(matching(deps.store.eachResult(manifest), filter)) };
}

async function* matching(
  results: AsyncIterable<ResultRecord>,
  { status, search }: ResultFilter,
): AsyncGenerator<ResultRecord> {
  const text = search?.toLowerCase() ?? "";
  for await (const record of results) {
    const { Is_Valid: verdict, Image_Path_or_URL: name } = record.result;
    if ((status === undefined || verdict === status) && name.toLowerCase().includes(text)) yield record;
  }
}
