import { Problem, reviewOf } from "@symphony/contract";
import type { Calibration } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { KIND, thresholdTable } from "../threshold/threshold-table.ts";
import { calibrate } from "./calibrate.ts";
import type { Labelled } from "./calibrate.ts";

/** Compares the machine's confidences in a finished batch with the reviews. @throws {Problem} while it is running */
export async function readCalibration(deps: ApiDeps, id: string): Promise<Calibration> {
  const manifest = await requireManifest(deps, id);
  const { batch_id } = manifest;
  const { run } = await deps.store.control(batch_id);
  if ((await deps.store.final(batch_id)) === undefined)
    throw new Problem("batch_not_finished", "The batch is still running; this can be done when it is finished.");
  const { validUpTo, kinds } = await thresholdTable(deps, manifest, run);
  const images: Labelled[] = [];
  for await (const { seq, entry } of deps.store.reviews.eachNewest(batch_id)) {
    const review = reviewOf(entry);
    if (review === null || kinds[seq] === undefined || kinds[seq] === KIND.error) continue;
    images.push({ validUpTo: validUpTo[seq] ?? -1, isValid: review.verdict === "Valid" });
  }
  return { batch_id, ...calibrate(images) };
}
