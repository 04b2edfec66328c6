import { confidenceOf } from "@symphony/contract";
import type { BulkReviewRequest, Verdict } from "@symphony/contract";
import type { Item } from "../state/results-store.ts";

/** Which images a bulk decision is about; shares as percentages, as people type them. */
export interface Rule {
  which: "rule" | "shown";
  verdict: Verdict | "any";
  from: number;
  to: number;
  openOnly: boolean;
}

export const FIRST_RULE: Rule = { which: "rule", verdict: "Invalid", from: 0, to: 100, openOnly: true };

/** The whole scale sets no condition: an image without a confidence matches it too. */
const isWholeScale = ({ from, to }: Rule): boolean => from <= 0 && to >= 100;

export function filterOf(rule: Rule, shown: readonly Item[]): BulkReviewRequest["filter"] {
  const open = rule.openOnly ? { reviewed: false } : {};
  if (rule.which === "shown") return { seqs: shown.map(({ seq }) => seq), ...open };
  return {
    ...(rule.verdict === "any" ? {} : { verdict: rule.verdict }),
    ...(isWholeScale(rule) ? {} : { min_confidence: rule.from / 100, max_confidence: rule.to / 100 }),
    ...open,
  };
}

/** The images that match, for their pictures; the server counts and decides. */
export function matchesOf(rule: Rule, items: readonly Item[]): Item[] {
  return items.filter(({ result }) => {
    if (result === undefined || (rule.openOnly && result.Review !== null)) return false;
    if (rule.which === "shown") return true;
    const confidence = confidenceOf(result);
    return (
      (rule.verdict === "any" || result.Is_Valid === rule.verdict) &&
      (isWholeScale(rule) || (confidence !== null && confidence >= rule.from / 100 && confidence <= rule.to / 100))
    );
  });
}
