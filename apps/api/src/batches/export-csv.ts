import type { Readable } from "node:stream";
import { csvOf } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";
import type { BatchId, CsvQuery, ResultFilter } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { requireFinished } from "./find-batch.ts";

/** The CSV of a finished batch: the stored file, or one made of the results where a filter or a form is asked for. */
export async function openCsvExport(
  deps: ApiDeps,
  batchId: BatchId,
  query: CsvQuery,
): Promise<{ stream: Readable; size?: number }> {
  const { manifest } = await requireFinished(deps, batchId);
  const { bom, delimiter } = query;
  const skipped = query.skipped ? (manifest.skipped ?? []) : [];
  const isFiltered = [query.status, query.category, query.search].some((value) => value !== undefined);
  if (!isFiltered && !bom && delimiter === "," && skipped.length === 0) {
    const file = await deps.store.openCsv(batchId);
    return { stream: file.stream(), size: file.size };
  }
  return { stream: csvOf(matching(deps.store.eachResult(manifest), query), { bom, delimiter, skipped }) };
}

async function* matching(
  results: AsyncIterable<ResultRecord>,
  { status, category, search }: ResultFilter,
): AsyncGenerator<ResultRecord> {
  const text = search?.toLowerCase() ?? "";
  for await (const record of results) {
    const { Is_Valid, Error_Category, Image_Path_or_URL } = record.result;
    const matches =
      (status === undefined || Is_Valid === status) &&
      (category === undefined || Error_Category === category) &&
      Image_Path_or_URL.toLowerCase().includes(text);
    if (matches) yield record;
  }
}
