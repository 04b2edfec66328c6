import type { Readable } from "node:stream";
import { csvOf } from "@symphony/batch-store";
import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";
import { openReviews } from "../reviews/open-reviews.ts";

/** The CSV of a batch without its id, which gives more access than a link. */
export function anonymousCsvOf(deps: ApiDeps, manifest: BatchManifest): Readable {
  async function* records(): AsyncGenerator<ResultRecord> {
    for await (const record of deps.store.eachResult(manifest)) yield { ...record, batch_id: "" };
  }
  const { reviewOf } = openReviews(deps, manifest.batch_id);
  return csvOf(records(), { bom: true, reviewOf, batch: manifest });
}
