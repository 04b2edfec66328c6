import { clientResultOf } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import type { ClosestMatch, Detection, ResultFilter, Review, Verdict } from "@symphony/contract";
import type { ApiDeps } from "../../../deps.ts";
import { eachMatch } from "../matching-results.ts";
import type { Match } from "../matching-results.ts";

/** Failures with their pictures: about as many pages as somebody prints. */
const REPORT_FAILURES_MAX = 500;
/** Other images by name; the CSV has all of them. */
const REPORT_OTHERS_MAX = 1_000;
/** Different values of a fact, names of reviewers for instance. */
const VALUES_MAX = 20;

export interface ReportItem {
  seq: number;
  corrected_in?: number | undefined;
  name: string;
  sha256: string | null;
  machine: Verdict;
  effective: Verdict;
  review: Review | null;
  error: string | null;
  detections: Detection[];
  closest: ClosestMatch | null;
  threshold: number | null;
}

/** What a report says, from one pass over the results. Its lists are bounded, its numbers count everything. */
export interface ReportFacts {
  counts: Record<Verdict, number>;
  reviewed: number;
  overridden: number;
  thresholds: Set<number>;
  brands: Set<string>;
  reviewers: Set<string>;
  failures: ReportItem[];
  others: ReportItem[];
}

export async function readReportFacts(
  deps: ApiDeps,
  manifest: BatchManifest,
  filter: ResultFilter,
): Promise<ReportFacts> {
  const facts: ReportFacts = {
    counts: { Valid: 0, Invalid: 0, Error: 0 },
    reviewed: 0,
    overridden: 0,
    thresholds: new Set(),
    brands: new Set(),
    reviewers: new Set(),
    failures: [],
    others: [],
  };
  for await (const match of eachMatch(deps, manifest, filter)) {
    count(facts, match);
    const [list, most] =
      match.effective === "Valid" ? [facts.others, REPORT_OTHERS_MAX] : [facts.failures, REPORT_FAILURES_MAX];
    if (list.length < most) list.push(await itemOf(deps, manifest, match));
  }
  return facts;
}

function count(facts: ReportFacts, { record, review, effective }: Match): void {
  facts.counts[effective] += 1;
  note(facts.thresholds, record.threshold);
  note(facts.brands, record.brand);
  if (review === null) return;
  facts.reviewed += 1;
  if (effective !== record.result.Is_Valid) facts.overridden += 1;
  note(facts.reviewers, review.by);
}

function note<T>(values: Set<T>, value: T | null | undefined): void {
  if (value !== null && value !== undefined && values.size < VALUES_MAX) values.add(value);
}

async function itemOf(deps: ApiDeps, { batch_id }: BatchManifest, match: Match): Promise<ReportItem> {
  const { record, review, effective } = match;
  const { Is_Valid, Error, Detections, Closest_Match } = clientResultOf(record, review);
  const { name, sha256 = null } = await deps.store.item(batch_id, record.seq, record.corrected_in ?? 0);
  return {
    seq: record.seq,
    corrected_in: record.corrected_in,
    name,
    sha256,
    machine: Is_Valid,
    effective,
    review,
    error: Error,
    detections: Detections.slice(0, 1),
    closest: Closest_Match,
    threshold: record.threshold ?? null,
  };
}
