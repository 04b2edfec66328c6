import type { BatchManifest, Final } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";

type Deps = Pick<ApiDeps, "config" | "store">;

/**
 * The highest threshold that a finished batch can be re-evaluated with; null where there is no limit. Above it some
 * images have to be shown to stages that have not inspected them; that needs images which are still there. Markers of
 * older versions do not say; their images are left to the workers.
 */
export async function thresholdLimit(
  { config, store }: Deps,
  manifest: BatchManifest,
  final: Final,
): Promise<number | null> {
  if (config.KEEP_ORIGINALS || config.KEEP_JUDGED_FILES) return null;
  if (final.decided_up_to === undefined || final.decided_up_to >= 1) return null;
  // Images of URLs are fetched again; corrected ones were sent as files.
  if (manifest.kind === "urls" && (await store.runs(manifest)).every(({ corrected }) => corrected === 0)) return null;
  return final.decided_up_to;
}

/** @throws {Problem} 409 above that threshold */
export async function requireImages(
  deps: Deps,
  manifest: BatchManifest,
  final: Final,
  threshold: number,
): Promise<void> {
  const limit = await thresholdLimit(deps, manifest, final);
  if (limit === null || threshold <= limit) return;
  throw new Problem(
    "images_gone",
    `Above a threshold of ${rounded(limit)} images would have to be inspected by further stages, and they are not kept: send them as a new batch, or set KEEP_ORIGINALS for the next one.`,
    { more: { decided_up_to: limit } },
  );
}

/** 0.57 times 100 is a little less than 57. */
const ROUNDING = 1e-9;
/** Down, so that what the sentence names is possible. */
const rounded = (limit: number): number => Math.floor(limit * 100 + ROUNDING) / 100;
