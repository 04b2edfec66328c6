import { HISTOGRAM_BARS, PREVIEW_IMAGES_MAX, Problem, reviewOf } from "@symphony/contract";
import type { Review, ThresholdPreview } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { thresholdLimit } from "./threshold-limit.ts";
import { KIND, thresholdTable } from "./threshold-table.ts";
import type { ThresholdTable } from "./threshold-table.ts";

type Reviews = ReadonlyMap<number, Review["verdict"]>;

/** What another threshold would change in a finished batch. @throws {Problem} 409 while the batch is running */
export async function previewThreshold(deps: ApiDeps, id: string, threshold: number): Promise<ThresholdPreview> {
  const manifest = await requireManifest(deps, id);
  const { batch_id: batchId } = manifest;
  const { run } = await deps.store.control(batchId);
  const final = await deps.store.final(batchId);
  if (final === undefined)
    throw new Problem("batch_not_finished", "The batch is still running; this can be done when it is finished.");
  const table = await thresholdTable(deps, manifest, run);
  const reviews = new Map<number, Review["verdict"]>();
  for await (const { seq, entry } of deps.store.reviews.eachNewest(batchId)) {
    const review = reviewOf(entry);
    if (review !== null) reviews.set(seq, review.verdict);
  }
  return {
    batch_id: batchId,
    threshold,
    threshold_limit: await thresholdLimit(deps, manifest, final),
    ...changesOf(table, threshold),
    ...histogramOf(table, reviews),
  };
}

/** The same rule as that of the worker's `reevaluate`. */
export function changesOf({ validUpTo, decidedUpTo, kinds }: ThresholdTable, threshold: number) {
  const [toValid, toInvalid]: [number[], number[]] = [[], []];
  let needInspection = 0;
  for (const [seq, kind] of kinds.entries()) {
    if (kind === KIND.error) continue;
    const isValid = validUpTo[seq]! >= threshold;
    if (threshold > decidedUpTo[seq]!) needInspection += 1;
    else if (isValid && kind === KIND.invalid) toValid.push(seq);
    else if (!isValid && kind === KIND.valid) toInvalid.push(seq);
  }
  const distance = (seq: number): number => Math.abs(validUpTo[seq]! - threshold);
  const closest = (seqs: number[]): number[] =>
    seqs.toSorted((a, b) => distance(a) - distance(b) || a - b).slice(0, PREVIEW_IMAGES_MAX);
  return {
    to_valid: toValid.length,
    to_invalid: toInvalid.length,
    need_inspection: needInspection,
    to_valid_seqs: closest(toValid),
    to_invalid_seqs: closest(toInvalid),
  };
}

function histogramOf({ validUpTo, kinds }: ThresholdTable, reviews: Reviews) {
  const histogram = Array.from({ length: HISTOGRAM_BARS }, (_, bar) => ({
    from: bar / HISTOGRAM_BARS,
    to: (bar + 1) / HISTOGRAM_BARS,
    valid: 0,
    invalid: 0,
    reviewed_valid: 0,
    reviewed_invalid: 0,
  }));
  let withoutMatch = 0;
  for (const [seq, kind] of kinds.entries()) {
    if (kind === KIND.error) continue;
    const confidence = validUpTo[seq]!;
    const bar = histogram[Math.min(HISTOGRAM_BARS - 1, Math.floor(confidence * HISTOGRAM_BARS))];
    if (confidence < 0 || bar === undefined) {
      withoutMatch += 1;
      continue;
    }
    bar[kind === KIND.valid ? "valid" : "invalid"] += 1;
    const review = reviews.get(seq);
    if (review !== undefined) bar[review === "Valid" ? "reviewed_valid" : "reviewed_invalid"] += 1;
  }
  return { histogram, without_match: withoutMatch };
}
