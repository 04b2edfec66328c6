import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import { effectiveOf, reviewOf } from "@symphony/contract";
import type { ListedResult } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";

/** Places looked at for one image: those of batches that are gone count too. */
const PLACES_MAX = 8;

type CheckedBefore = ListedResult["Checked_Before"];

/** The newest check of the same bytes in another batch, before this one, that is still kept. */
export async function checkedBefore(
  { store }: Pick<ApiDeps, "store">,
  { batch_id: batchId, kind }: BatchManifest,
  { seq, processed_at: at }: ResultRecord,
): Promise<CheckedBefore> {
  if (kind !== "files") return null;
  const { sha256 } = await store.item(batchId, seq);
  if (sha256 === undefined) return null;
  const places = (await store.hashes.find(sha256)).filter((place) => place.batchId !== batchId);
  for (const place of places.slice(0, PLACES_MAX)) {
    // A hint may name what is gone, or another image.
    const found = await read(store, place, sha256).catch(() => null);
    if (found !== null && found.at < at) return found;
  }
  return null;
}

async function read(
  store: ApiDeps["store"],
  { batchId, seq }: { batchId: string; seq: number },
  sha256: string,
): Promise<{ at: string; verdict: ListedResult["Effective"] } | null> {
  if ((await store.item(batchId, seq)).sha256 !== sha256) return null;
  const { run } = await store.control(batchId);
  const record = await store.results.newest(batchId, seq, run);
  if (record === undefined) return null;
  const review = reviewOf((await store.reviews.newest(batchId, seq))?.entry);
  return { at: record.processed_at, verdict: effectiveOf(record.result, review) };
}
