import { safeName } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import type { DatasetQuery, Review, Verdict } from "@symphony/contract";
import type { ApiDeps } from "../../../deps.ts";
import { eachMatch } from "../matching-results.ts";
import { openView } from "../pictures/open-picture.ts";
import type { Picture } from "../pictures/open-picture.ts";
import { boxesOf } from "./sample-boxes.ts";
import type { SampleBox } from "./sample-boxes.ts";
import { splitOf } from "./split.ts";
import type { Split } from "./split.ts";

const STEM_MAX_CHARACTERS = 60;

/** An image with its labels; without boxes it shows the background alone. */
export interface Sample {
  split: Split;
  /** Unique within the dataset, and safe. */
  stem: string;
  name: string;
  picture: Picture & { ending: string };
  /** Pixels of the upright original, which the boxes are measured in. */
  width: number;
  height: number;
  boxes: SampleBox[];
  machine: Verdict;
  effective: Verdict;
  review: Review | null;
}

export interface LeftOut {
  errors: number;
  withoutBox: number;
  withoutPicture: number;
}

/** @param leftOut counts what cannot be used, and why */
export async function* eachSample(
  deps: ApiDeps,
  manifest: BatchManifest,
  { reviewed, all, seed, ...filter }: DatasetQuery,
  leftOut: LeftOut,
): AsyncGenerator<Sample, void> {
  const onlyReviewed = reviewed ?? (all ? undefined : true);
  for await (const match of eachMatch(deps, manifest, { ...filter, reviewed: onlyReviewed })) {
    const { record, effective, review } = match;
    const boxes = boxesOf(match);
    const view = await openView(deps, manifest.batch_id, record);
    if (effective === "Error" || record.image === null) leftOut.errors += 1;
    else if (boxes === undefined) leftOut.withoutBox += 1;
    else if (view?.ending === undefined) leftOut.withoutPicture += 1;
    else {
      const { name, sha256 = name } = await deps.store.item(manifest.batch_id, record.seq, record.corrected_in ?? 0);
      yield {
        split: splitOf(sha256, seed),
        stem: stemOf(record.seq, name),
        name,
        picture: { ...view, ending: view.ending },
        ...record.image,
        boxes,
        machine: record.result.Is_Valid,
        effective,
        review,
      };
    }
  }
}

/** Label and image find each other by this name. */
function stemOf(seq: number, name: string): string {
  const readable = safeName(name)
    .replace(/\.[^.]*$/, "")
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, "-");
  return `${String(seq).padStart(6, "0")}-${readable.slice(0, STEM_MAX_CHARACTERS).toWellFormed()}`;
}
