import type { ErrorCategory, Verdict } from "@symphony/contract";
import type { Row } from "./results-store.ts";

export type Order = "upload" | "near-miss" | "confidence-high" | "confidence-low" | "name";

export interface Selection {
  verdict: Verdict | "all";
  category: ErrorCategory | "all";
  search: string;
  order: Order;
}

export const EVERYTHING: Selection = { verdict: "all", category: "all", search: "", order: "upload" };

export const isEverything = ({ verdict, category, search }: Selection): boolean =>
  verdict === "all" && category === "all" && search.trim() === "";

/** The rows to show, in order. Without filter and order it is the book's own list, whatever its length. */
export function selectRows(rows: readonly Row[], selection: Selection): readonly Row[] {
  const filtered = isEverything(selection) ? rows : rows.filter(matcher(selection));
  if (selection.order === "upload") return filtered;
  if (selection.order === "name")
    return filtered.toSorted((a, b) => collator.compare(a.name ?? "\uffff", b.name ?? "\uffff"));
  const rank = RANKS[selection.order];
  return filtered.toSorted((a, b) => rank(b) - rank(a) || a.seq - b.seq);
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Higher comes first; what has no number comes last. */
const RANKS: Record<"near-miss" | "confidence-high" | "confidence-low", (row: Row) => number> = {
  "near-miss": (row) => (row.verdict === "Invalid" ? (row.entry?.near_miss?.confidence ?? 0) : -1),
  "confidence-high": (row) => row.entry?.Confidence ?? -1,
  "confidence-low": (row) => (row.entry?.Confidence == null ? -2 : -row.entry.Confidence),
};

function matcher({ verdict, category, search }: Selection): (row: Row) => boolean {
  const wanted = search.trim().toLowerCase();
  return (row) =>
    (verdict === "all" || row.verdict === verdict) &&
    (category === "all" || row.entry?.Error_Category === category) &&
    (wanted === "" || (row.name?.toLowerCase().includes(wanted) ?? false));
}

/** The error categories that occur, most frequent first. */
export function categoriesOf(rows: readonly Row[]): Array<[category: ErrorCategory, count: number]> {
  const counts = new Map<ErrorCategory, number>();
  for (const { entry } of rows) {
    if (entry?.Error_Category != null) counts.set(entry.Error_Category, (counts.get(entry.Error_Category) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
