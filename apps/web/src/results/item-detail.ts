import { t } from "../browser/language/text.ts";
import { errorLabel, percent, stageLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";

/** One line for narrow screens: the confidence and the stage, or else the detail. */
export function itemSummary(item: Item): string {
  const { result } = item;
  return result?.Confidence == null
    ? itemDetail(item)
    : `${percent(result.Confidence)}${result.Detected_By === null ? "" : ` · ${stageLabel(result.Detected_By)}`}`;
}

/** The error, or the closest match of an invalid image. */
export function itemDetail({ result }: Item): string {
  if (result === undefined || result.Error_Category === "cancelled") return "";
  if (result.Error_Category !== null) return errorLabel(result.Error_Category);
  const missing = Object.entries(result.Brands ?? {}).flatMap(([name, verdict]) => (verdict === "Valid" ? [] : name));
  if (missing.length > 0) return t("item.missing", { names: missing.join(", ") });
  if (result.Is_Valid === "Invalid" && result.near_miss != null)
    return t("item.closest", { confidence: percent(result.near_miss.confidence) });
  return "";
}
