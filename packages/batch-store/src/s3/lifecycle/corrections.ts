import pLimit from "p-limit";
import type { BatchId } from "@symphony/contract";
import { takeBackDecisions } from "../../lifecycle/place-corrections.ts";
import type { Corrections } from "../../state/run-record.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { createObjectReviews } from "../people/reviews.ts";
import { findRun } from "../state/run-records.ts";

const COPIES_IN_FLIGHT = 16;

/**
 * What comes before a run that checks corrected files can be seen: the results of the earlier files are kept, and
 * decisions about the earlier files are taken back. Each step may have been done before. The corrected files are payloads
 * already, which the record of the run names.
 */
export async function prepareCorrections(
  ledger: ObjectLedger,
  batchId: BatchId,
  keys: ContentKeys,
  run: number,
  corrections: Corrections,
  at = new Date().toISOString(),
): Promise<void> {
  const before = await correctionsBefore(ledger, batchId, run);
  await pLimit(COPIES_IN_FLIGHT).map(corrections.files, async ({ seq }) => {
    const earlier = keys.earlier(seq, before.get(seq) ?? 0);
    if ((await ledger.bucket.head(earlier)) !== undefined) return;
    for (let each = run - 1; each >= 0; each -= 1)
      if (await ledger.bucket.copy(keys.result(each, seq), earlier)) return;
  });
  await takeBackDecisions(createObjectReviews(ledger), batchId, corrections, at);
}

/** By item, the last run before this one that brought a file. */
async function correctionsBefore(ledger: ObjectLedger, batchId: BatchId, run: number): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (let each = 1; each < run; each += 1)
    for (const { seq } of (await findRun(ledger, batchId, each))?.corrections?.files ?? []) found.set(seq, each);
  return found;
}
