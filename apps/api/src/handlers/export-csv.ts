import type { BatchId, CsvQuery } from "@symphony/contract";
import { requireBatchId } from "../batches/batch-ids.ts";
import { openCsvExport } from "../batches/export-csv.ts";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";

export function exportCsvByPath(
  { params, query }: Call<{ id: string }, CsvQuery, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return exportCsv(deps, requireBatchId(params.id), query);
}

export function exportCsvByQuery(
  { query }: Call<undefined, CsvQuery & { batch_id: string }, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return exportCsv(deps, requireBatchId(query.batch_id), query);
}

async function exportCsv(deps: ApiDeps, batchId: BatchId, query: CsvQuery): Promise<Reply> {
  const { stream, size } = await openCsvExport(deps, batchId, query);
  return {
    status: 200,
    stream,
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="logo_detection_results_${batchId}.csv"`,
      ...(size === undefined ? {} : { "content-length": String(size) }),
    },
  };
}
