import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import { effectiveOf, EVENT, Problem, reviewOf } from "@symphony/contract";
import type { BatchId, BoundingBox, Decision, ReviewEntry, ReviewResponse } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { tryPublish } from "../try-publish.ts";

/** A decision with who made it. */
export type MadeDecision = Decision & { by: string };

/**
 * Adds a decision to an item's history.
 *
 * @param expected the version that the reviewer saw
 * @throws {Problem} 404 for an item without a result
 * @throws {StoreError} `version_conflict`
 */
export async function reviewItem(
  deps: ApiDeps,
  id: string,
  seq: number,
  decision: Decision & { by: string },
  expected: number | undefined,
): Promise<ReviewResponse> {
  const { manifest, record } = await requireResult(deps, id, seq);
  if (await waitsForCorrected(deps, manifest.batch_id, record))
    throw new Problem("batch_not_finished", "A corrected file of this image waits for its result; decide then.");
  if (decision.box !== undefined) requireInside(decision.box, record);
  return addReview(deps, manifest, record, decision, expected);
}

export async function readHistory(deps: ApiDeps, id: string, seq: number): Promise<ReviewEntry[]> {
  const { manifest } = await requireResult(deps, id, seq);
  return deps.store.reviews.history(manifest.batch_id, seq);
}

/** A decision is about the file that the result is about: not about a corrected one that waits to be inspected. */
export async function waitsForCorrected(
  { store }: ApiDeps,
  batchId: BatchId,
  { seq, corrected_in }: Pick<ResultRecord, "seq" | "corrected_in">,
): Promise<boolean> {
  // Without its number the newest run may be the one of a moment ago.
  const { run } = await store.control(batchId);
  return (await store.item(batchId, seq, run)).corrected_in !== corrected_in;
}

function requireInside(box: BoundingBox, { image }: ResultRecord): void {
  if (image === null) throw new Problem("invalid_request", "box: the size of this image is not known.");
  const { width, height } = image;
  if (box.x1 < 0 || box.y1 < 0 || box.x2 > width || box.y2 > height)
    throw new Problem("invalid_request", `box: the image has ${width} x ${height} pixels, and the box lies outside.`);
}

async function requireResult(
  deps: ApiDeps,
  id: string,
  seq: number,
): Promise<{ manifest: BatchManifest; record: ResultRecord }> {
  const manifest = await requireManifest(deps, id);
  const record = seq < manifest.total ? await (await deps.store.openResults(manifest))(seq) : undefined;
  if (record === undefined) throw new Problem("not_found", `The batch has no result of image ${seq} yet.`);
  return { manifest, record };
}

/** Durable when this returns; notifying the open pages is only tried. */
export async function addReview(
  deps: ApiDeps,
  manifest: BatchManifest,
  { seq, result }: Pick<ResultRecord, "seq" | "result">,
  decision: MadeDecision,
  expected?: number,
): Promise<ReviewResponse> {
  const { batch_id: batchId } = manifest;
  const at = new Date().toISOString();
  const entry: ReviewEntry = { ...decision, at };
  const version = await deps.store.reviews.append(batchId, seq, entry, expected);
  const review = reviewOf(entry);
  const effective = effectiveOf(result, review);
  const event = { event: EVENT.review, batch_id: batchId, seq, review, effective, version, timestamp: at };
  await tryPublish(deps, batchId, () => deps.progress.reviewed(manifest, event));
  return { review, effective, version };
}
