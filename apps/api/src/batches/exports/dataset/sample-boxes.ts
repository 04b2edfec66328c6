import { clientResultOf } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";
import { overlap } from "@symphony/contract";
import type { BoundingBox } from "@symphony/contract";
import type { Match } from "../matching-results.ts";

export type SampleBox = BoundingBox & { brand: string };

/** What older results, which do not record it, were looked at for. */
const UNKNOWN_BRAND = "logo";

/** The brand of a mark that a person showed; undefined where it may be one of several. */
function shownBrandOf({ brands = [], brand }: ResultRecord): string | undefined {
  const [missed, another] = brands.length === 1 ? brands : brands.filter(({ verdict }) => verdict !== "Valid");
  if (brands.length === 0) return brand ?? UNKNOWN_BRAND;
  return another === undefined ? missed?.name : undefined;
}

/** Boxes that overlap more (intersection over union) are around one mark. */
const ONE_MARK = 0.5;

/**
 * A logo that nobody found has no box, and must not be shown as background: undefined. Where the verdict is Invalid,
 * the machine's boxes are wrong, and the image is an example of what is no logo.
 */
export function boxesOf({ record, effective, review }: Match): SampleBox[] | undefined {
  if (effective !== "Valid") return [];
  const { Detections } = clientResultOf(record, null);
  const found = Detections.map(({ brand, box }) => ({ ...box, brand: brand ?? UNKNOWN_BRAND }));
  const [box, shownBrand] = [review?.box, shownBrandOf(record)];
  const shown = box === undefined || shownBrand === undefined ? [] : [{ ...box, brand: shownBrand }];
  // What a person drew is the better box of a mark that was found as well.
  const others = found.filter(
    (each) => !shown.some((one) => one.brand === each.brand && overlap(one, each) > ONE_MARK),
  );
  return others.length + shown.length === 0 ? undefined : [...others, ...shown];
}
