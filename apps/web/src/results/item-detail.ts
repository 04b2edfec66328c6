import { t, tn } from "../browser/language/text.ts";
import { errorLabel, percent, stageLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";

/** One line for narrow screens: the confidence and the stage, or else the detail. */
export function itemSummary(item: Item, copies: number): string {
  const { result } = item;
  if (result?.Confidence == null) return itemDetail(item, copies);
  const stage = result.Detected_By === null ? "" : stageLabel(result.Detected_By);
  return joined(copiesText(copies), percent(result.Confidence), stage);
}

/** How many others are shown as one with an image, then its error or closest match. */
export const itemDetail = (item: Item, copies = 0): string => joined(copiesText(copies), detailOf(item));

const copiesText = (copies: number): string => (copies === 0 ? "" : tn("item.copies", copies));
const joined = (...texts: string[]): string => texts.filter((text) => text !== "").join(" · ");

/** The error, or the closest match of an invalid image. */
function detailOf({ result }: Item): string {
  if (result === undefined || result.Error_Category === "cancelled") return "";
  if (result.Error_Category !== null) return errorLabel(result.Error_Category);
  const missing = Object.entries(result.Brands ?? {}).flatMap(([name, verdict]) => (verdict === "Valid" ? [] : name));
  if (missing.length > 0) return t("item.missing", { names: missing.join(", ") });
  if (result.Is_Valid === "Invalid" && result.near_miss != null)
    return t("item.closest", { confidence: percent(result.near_miss.confidence) });
  return "";
}
