import { clientResultOf, StoreError } from "@symphony/batch-store";
import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import { BULK_REVIEWS_MAX, confidenceOf, Problem } from "@symphony/contract";
import type { BulkReviewRequest, ReviewEntry } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { openReviews } from "./open-reviews.ts";
import type { ReviewReader } from "./open-reviews.ts";
import { addReview, waitsForCorrected } from "./review-item.ts";
import type { MadeDecision } from "./review-item.ts";

type Filter = BulkReviewRequest["filter"];

/** Reviews added at once: each is a sync of its own. */
const SLICE = 16;

/** An item that matched, and its version at that moment. */
interface Match {
  record: Pick<ResultRecord, "seq" | "result" | "corrected_in">;
  version: number;
  entry: ReviewEntry | undefined;
}

/**
 * Decides about all items that match. An item that somebody else reviews meanwhile keeps their decision, and one that
 * has this decision already gets no second entry, so that a repeated call changes nothing.
 *
 * @throws {Problem} 413 when too many match; nothing is changed then
 */
export async function reviewMatching(
  deps: ApiDeps,
  id: string,
  { filter, decision, dry_run: dryRun }: BulkReviewRequest,
  by: string,
): Promise<{ matched: number; changed: number }> {
  const manifest = await requireManifest(deps, id);
  const made: MadeDecision = { ...decision, by, ...(filter.seqs === undefined ? { by_rule: true } : {}) };
  const matches: Match[] = [];
  let matched = 0;
  for await (const match of matching(deps, manifest, filter)) {
    matched += 1;
    if (dryRun) continue;
    if (matched > BULK_REVIEWS_MAX) throw tooMany();
    if (!isDecided(match, made)) matches.push(match);
  }
  let changed = 0;
  for (let from = 0; from < matches.length; from += SLICE) {
    const slice = matches.slice(from, from + SLICE);
    const added = await Promise.all(slice.map((match) => tryReview(deps, manifest, match, made)));
    changed += added.filter(Boolean).length;
  }
  return { matched, changed };
}

const tooMany = (): Problem =>
  new Problem(
    "too_many_items",
    `More than ${BULK_REVIEWS_MAX} images match; nothing was changed. Narrow the filter and repeat the call.`,
  );

/** To look at what a rule decided says more than the rule, though it changes nothing else. */
const isDecided = ({ entry }: Match, { verdict, reason, note, by_rule }: MadeDecision): boolean =>
  entry === undefined
    ? verdict === null
    : entry.verdict === verdict &&
      entry.reason === reason &&
      entry.note === note &&
      (by_rule === true || entry.by_rule !== true);

/** @returns whether the review was added */
async function tryReview(
  deps: ApiDeps,
  manifest: BatchManifest,
  { record, version, entry }: Match,
  { by_rule, ...made }: MadeDecision,
): Promise<boolean> {
  if (await waitsForCorrected(deps, manifest.batch_id, record)) return false;
  // Where somebody showed the mark, it still is; and who looked and said the same has looked.
  const box = made.verdict === "Valid" ? entry?.box : undefined;
  const wasLookedAt = entry?.verdict === made.verdict && entry.by_rule !== true;
  const kept = { ...(box && { box }), ...(by_rule === true && !wasLookedAt && { by_rule }) };
  try {
    await addReview(deps, manifest, record, { ...made, ...kept }, version);
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === "version_conflict") return false;
    throw error;
  }
}

async function* matching(deps: ApiDeps, manifest: BatchManifest, filter: Filter): AsyncGenerator<Match> {
  const reviews = openReviews(deps, manifest.batch_id);
  for await (const record of candidates(deps, manifest, filter.seqs)) {
    if (!(await isMatch(record, filter, reviews))) continue;
    const { version = 0, entry } = (await reviews.newest(record.seq)) ?? {};
    // Thousands may match: no more is kept of them than is needed.
    const { seq, result, corrected_in } = record;
    yield { record: { seq, result, corrected_in }, version, entry };
  }
}

async function* candidates(
  { store }: ApiDeps,
  manifest: BatchManifest,
  seqs: readonly number[] | undefined,
): AsyncGenerator<ResultRecord> {
  if (seqs === undefined) return yield* store.eachResult(manifest);
  const read = await store.openResults(manifest);
  for (const seq of [...new Set(seqs)].toSorted((a, b) => a - b)) {
    const record = seq < manifest.total ? await read(seq) : undefined;
    if (record !== undefined) yield record;
  }
}

async function isMatch(
  record: ResultRecord,
  { verdict, effective, reviewed, min_confidence: min, max_confidence: max }: Filter,
  reviews: ReviewReader,
): Promise<boolean> {
  if (verdict !== undefined && record.result.Is_Valid !== verdict) return false;
  const confidence = confidenceOf(clientResultOf(record, null));
  if (min !== undefined && (confidence === null || confidence < min)) return false;
  if (max !== undefined && (confidence === null || confidence > max)) return false;
  return reviews.matches(record, { effective, reviewed });
}
