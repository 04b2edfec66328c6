import type { Readable } from "node:stream";
import { csvOf } from "@symphony/batch-store";
import { resultFilterSchema } from "@symphony/contract";
import type { BatchId, CsvQuery } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { matchingRecords } from "./exports/matching-results.ts";
import { requireFinished } from "./find-batch.ts";
import { hasReviews, openReviews } from "./reviews/open-reviews.ts";

/** The CSV of a finished batch: the stored file, or one made of the results where a filter or a form is asked for. */
export async function openCsvExport(
  deps: ApiDeps,
  batchId: BatchId,
  query: CsvQuery,
): Promise<{ stream: Readable; size?: number }> {
  const { manifest } = await requireFinished(deps, batchId);
  const { bom, delimiter } = query;
  const skipped = query.skipped ? (manifest.skipped ?? []) : [];
  const filter = resultFilterSchema.keyof().options;
  const isFiltered = filter.some((name) => query[name] !== undefined);
  // The stored file has the machine's verdicts alone.
  if (!isFiltered && !bom && delimiter === "," && skipped.length === 0 && !(await hasReviews(deps, batchId))) {
    const file = await deps.store.openCsv(batchId);
    return { stream: file.stream(), size: file.size };
  }
  const reviews = openReviews(deps, batchId);
  const results = matchingRecords(deps.store.eachResult(manifest), query, reviews);
  return { stream: csvOf(results, { bom, delimiter, skipped, reviewOf: reviews.reviewOf, batch: manifest }) };
}
