import { BRAND_ARTWORKS_MAX, Problem } from "@symphony/contract";
import type { BrandVersion } from "@symphony/contract";
import { changeBrand } from "../../brands/change-brand.ts";
import { requireBrand } from "../../brands/known-brands.ts";
import type { ApiDeps } from "../../deps.ts";
import { requireBatchId } from "../batch-ids.ts";
import { requireFinished } from "../find-batch.ts";
import { hasReviews } from "../reviews/open-reviews.ts";

/**
 * Begins to learn from what people decided about the images of a batch: a worker follows up this version of the brand
 * with a candidate that has more artwork.
 *
 * @throws {Problem}
 */
export async function learnFromReviews(deps: ApiDeps, name: string, id: string, by: string): Promise<BrandVersion> {
  const { artwork, version, adopted_from } = await requireBrand(deps, name);
  if (artwork.length >= BRAND_ARTWORKS_MAX)
    throw new Problem(
      "invalid_request",
      `${name} has ${BRAND_ARTWORKS_MAX} pictures of its mark, and no room for more.`,
    );
  const { manifest } = await requireFinished(deps, requireBatchId(id));
  const { batch_id: batchId, brands = [] } = manifest;
  if (brands.length !== 1 || brands[0]?.name !== name)
    throw new Problem("invalid_request", `batch_id: choose a batch that looks for ${name} alone.`);
  const checked = brands[0].version;
  // What an earlier version missed may be found by now.
  if (checked !== version && checked !== adopted_from)
    throw new Problem(
      "invalid_request",
      `batch_id: that batch was checked with version ${checked} of ${name}; check its images with version ${version} first.`,
    );
  if (!(await hasReviews(deps, batchId)))
    throw new Problem("invalid_request", "batch_id: nobody has reviewed an image of this batch.");
  return changeBrand(deps, name, {}, by, { candidate: true, learns_from: batchId });
}
