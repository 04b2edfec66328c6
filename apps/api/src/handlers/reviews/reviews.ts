import type { BulkReviewRequest, Decision } from "@symphony/contract";
import { reviewMatching } from "../../batches/reviews/bulk-review.ts";
import { readHistory, reviewItem } from "../../batches/reviews/review-item.ts";
import { summarise } from "../../batches/reviews/summary.ts";
import type { ApiDeps } from "../../deps.ts";
import { versionIn } from "../../http/access/if-match.ts";
import { ok } from "../../http/route.ts";
import type { Call, Reply } from "../../http/route.ts";

interface ByItem {
  id: string;
  seq: number;
}

export async function putReview(
  { params, body, request }: Call<ByItem, undefined, Decision>,
  deps: ApiDeps,
): Promise<Reply> {
  const decision = { ...body, by: deps.identify(request) };
  const reviewed = await reviewItem(deps, params.id, params.seq, decision, versionIn(request.headers["if-match"]));
  return { status: 200, body: reviewed, headers: { etag: `"${reviewed.version}"` } };
}

export async function getReviews({ params }: Call<ByItem, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const history = await readHistory(deps, params.id, params.seq);
  return { status: 200, body: history, headers: { etag: `"${history.length}"` } };
}

export async function postReviews(
  { params, body, request }: Call<{ id: string }, undefined, BulkReviewRequest>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await reviewMatching(deps, params.id, body, deps.identify(request)));
}

export async function reviewSummary(
  { params }: Call<{ id: string }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await summarise(deps, params.id));
}
