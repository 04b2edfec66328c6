import type { Row } from "../state/results-store.ts";
import { CATEGORY_WORDS, percent } from "../shared-ui/labels.ts";

/** The same and the confidence in one line, where there is no room for columns. */
export function briefOf(row: Row): string {
  const { entry } = row;
  return entry?.Confidence == null
    ? detailOf(row)
    : `${percent(entry.Confidence)}${entry.Detected_By === null ? "" : ` · ${entry.Detected_By}`}`;
}

/** The one thing worth knowing of an image besides its verdict. */
export function detailOf({ entry }: Row): string {
  if (entry === undefined) return "";
  if (entry.Error_Category !== null) return CATEGORY_WORDS[entry.Error_Category];
  if (entry.Is_Valid === "Invalid" && entry.near_miss != null)
    return `Closest match ${percent(entry.near_miss.confidence)}`;
  return "";
}
