import { effectiveOf, reviewOf } from "@symphony/contract";
import type { BatchId, Decision } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import { putReview, readReviews, reviewMatching } from "../api/calls.ts";
import { t } from "../browser/language/text.ts";
import type { Item, ResultsStore } from "../state/results-store.ts";
import { isSameDecision } from "./made.ts";

/** Somebody else decided first. */
export class ConflictError extends Error {}

/**
 * Sends a decision and shows it once the server has it.
 *
 * @param expected the version of the review that it replaces
 * @param isUndo then one that is there already counts as done: it was sent before, and its response was lost
 * @returns the version of the review
 * @throws {ConflictError} when somebody else decided first: their decision is shown, and this one is not saved
 * @throws {Error} with a sentence
 */
export async function decide(
  id: BatchId,
  store: ResultsStore,
  { seq, result }: Item,
  decision: Decision,
  expected: number,
  isUndo: boolean,
): Promise<number> {
  if (result === undefined) return 0;
  try {
    const response = await putReview(id, seq, decision, expected);
    store.applyReview({ seq, ...response });
    return response.version;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 412)) throw error;
    const history = await readReviews(id, seq);
    const newest = history.at(-1);
    const review = reviewOf(newest);
    store.applyReview({ seq, review, effective: effectiveOf(result, review), version: history.length });
    const isDone = history.length === expected + 1 && newest !== undefined && isSameDecision(newest, decision);
    if (isUndo && isDone) return history.length;
    throw new ConflictError(t("review.conflict"), { cause: error });
  }
}

/** Sends one decision about several images; events bring what was decided. */
export async function decideTogether(id: BatchId, seqs: readonly number[], decision: Decision): Promise<void> {
  // One with a box is for one image at a time.
  if (decision.box !== undefined) for (const seq of seqs) await putReview(id, seq, decision);
  else await reviewMatching(id, { filter: { seqs: [...seqs] }, decision, dry_run: false });
}
