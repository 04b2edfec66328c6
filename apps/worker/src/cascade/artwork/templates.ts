import { targetOf } from "./fit/align.ts";
import type { Target } from "./fit/align.ts";
import { groupOf } from "./search/correlator.ts";
import type { ViewGroup } from "./search/correlator.ts";
import { fieldOf } from "./geometry/field.ts";
import type { Samples } from "./geometry/field.ts";
import type { Homography } from "./geometry/homography.ts";
import { reduced } from "./geometry/sample.ts";
import type { Artwork } from "./load-artwork.ts";
import { LOOKS, MORE_LOOKS } from "./search/looks.ts";
import { viewOf } from "./search/views.ts";
import { inkOf } from "./shown.ts";
import type { Ink } from "./shown.ts";
import type { Look } from "./search/views.ts";

export interface Template {
  views: ViewGroup;
  /** Views from further aside and further turned. */
  moreViews: ViewGroup;
  coarse: Target;
  fine: Target;
  /** Pixels of the fine target for one of the coarse one. */
  enlargement: number;
  /** From the coarse target to the mark in it, which has room around it. */
  inner: Homography;
  /** The artwork at the scale of the fine target. */
  ink: Ink;
  mirrored: boolean;
}

/** The mark has this area of pixels where it is looked for. Letters of a plain word are about 10 px high then. */
const COARSE_AREA_PX = 21 ** 2;
const FINE_AREA_PX = 52 ** 2;

/** @param mirrored whether the artwork was turned over */
export function templateOf(artwork: Artwork, mirrored = false): Template {
  const coarse = scaledTo(artwork, COARSE_AREA_PX);
  const fine = scaledTo(artwork, FINE_AREA_PX);
  const groupFor = (looks: readonly Look[]): ViewGroup => groupOf(looks.map((look) => viewOf(artwork, coarse, look)));
  return {
    views: groupFor(LOOKS),
    moreViews: groupFor(MORE_LOOKS),
    coarse: targetOf(fieldOf(coarse)),
    fine: targetOf(fieldOf(fine)),
    enlargement: fine.width / coarse.width,
    inner: innerOf(artwork, coarse),
    ink: inkOf(fine),
    mirrored,
  };
}

function innerOf({ width, height, margin }: Artwork, coarse: Samples): Homography {
  const [across, down] = [margin / width, margin / height];
  return [1 - 2 * across, 0, across * coarse.width, 0, 1 - 2 * down, down * coarse.height, 0, 0, 1];
}

/** A smaller copy; it averages over what each pixel covers. */
function scaledTo(artwork: Samples, area: number): Samples {
  const scale = Math.sqrt(area / (artwork.width * artwork.height));
  const [width, height] = [Math.round(artwork.width * scale), Math.round(artwork.height * scale)];
  return reduced(artwork, [artwork.width / width, 0, 0, 0, artwork.height / height, 0, 0, 0, 1], width, height);
}
