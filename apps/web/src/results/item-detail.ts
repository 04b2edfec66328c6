import { ERROR_CATEGORY_LABELS, percent } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";

/** One line for narrow screens: the confidence and the stage, or else the detail. */
export function itemSummary(item: Item): string {
  const { result } = item;
  return result?.Confidence == null
    ? itemDetail(item)
    : `${percent(result.Confidence)}${result.Detected_By === null ? "" : ` · ${result.Detected_By}`}`;
}

/** The error, or the closest match of an invalid image. */
export function itemDetail({ result }: Item): string {
  if (result === undefined) return "";
  if (result.Error_Category !== null) return ERROR_CATEGORY_LABELS[result.Error_Category];
  if (result.Is_Valid === "Invalid" && result.near_miss != null)
    return `Closest match ${percent(result.near_miss.confidence)}`;
  return "";
}
