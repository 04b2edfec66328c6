import type { BatchStore, ResultRecord } from "@symphony/batch-store";
import type { AdminBatch, BatchId, dashboardStatsSchema, originalBatchSchema } from "@symphony/contract";
import type { z } from "zod";
import type { BatchHistory } from "./batch-history.ts";
import type { Tokens } from "./tokens.ts";

type OriginalBatch = z.infer<typeof originalBatchSchema>;

/** Batches that the statistics look at: the newest ones, of the day. */
const STATS_BATCHES_MAX = 200;
const PREVIEW_ROWS = 5;

const csvNameOf = (batchId: BatchId): string => `logo_detection_results_${batchId}.csv`;
export const downloadPath = (batchId: BatchId): string => `/api/exports/${batchId}/${csvNameOf(batchId)}`;

/** A batch as the original's front end lists it; one that is not finished has no file. */
export async function originalBatchOf(store: BatchStore, tokens: Tokens, batch: AdminBatch): Promise<OriginalBatch> {
  const isFinished = batch.completed_at !== null;
  const csv = isFinished ? await store.openCsv(batch.batch_id).catch(() => undefined) : undefined;
  const path = downloadPath(batch.batch_id);
  return {
    batch_id: batch.batch_id,
    filename: csvNameOf(batch.batch_id),
    created_at: batch.created_at,
    file_size: csv?.size ?? 0,
    download_url: csv === undefined ? null : `${path}?token=${tokens.forDownload(path)}`,
    valid_count: batch.counts.valid,
    invalid_count: batch.counts.invalid,
    total_count: batch.counts.total,
  };
}

export async function readPreview(results: AsyncIterable<ResultRecord>): Promise<Array<ResultRecord["result"]>> {
  const rows = [];
  for await (const { result } of results) if (rows.push(result) >= PREVIEW_ROWS) break;
  return rows;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10);

/** Batches of the current day in UTC; rates in percent of the images checked, times in seconds of a batch. */
export async function readDashboardStats(history: BatchHistory): Promise<z.infer<typeof dashboardStatsSchema>> {
  const { batches } = await history.page({ search: "", cursor: 0, limit: STATS_BATCHES_MAX });
  const day = new Date().toISOString().slice(0, 10);
  const today = batches.filter(({ created_at }) => created_at.startsWith(day));
  const sum = (of: (batch: AdminBatch) => number): number => today.reduce((total, batch) => total + of(batch), 0);
  const processed = sum(({ counts }) => counts.processed);
  const timed = today.flatMap(({ duration_ms }) => duration_ms ?? []);
  const ms = timed.reduce((total, each) => total + each, 0);
  return {
    batches_today: today.length,
    success_rate: share(
      sum(({ counts }) => counts.valid),
      processed,
    ),
    avg_processing_time: timed.length === 0 ? 0 : Math.round(ms / timed.length) / 1000,
    error_rate: share(
      sum(({ counts }) => counts.error),
      processed,
    ),
  };
}
