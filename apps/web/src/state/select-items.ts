import { certaintyOf } from "@symphony/contract";
import type { ErrorCategory, Verdict } from "@symphony/contract";
import type { Item } from "./results-store.ts";

export type Order = "upload" | "doubt" | "near-miss" | "confidence-high" | "confidence-low" | "name";

/** What people made of an item: decided or not, or decided against the machine. */
export type DecisionFilter = "all" | "decided" | "open" | "overridden";

/** Which items of a batch are shown, and in which order. */
export interface ItemQuery {
  verdict: Verdict | "all";
  category: ErrorCategory | "all";
  decision: DecisionFilter;
  search: string;
  order: Order;
}

export const EVERYTHING: ItemQuery = { verdict: "all", category: "all", decision: "all", search: "", order: "upload" };

export const isEverything = ({ verdict, category, decision, search }: ItemQuery): boolean =>
  verdict === "all" && category === "all" && decision === "all" && search.trim() === "";

/** The items to show, in order. Without filter and order it is the store's own array, not a copy. */
export function selectItems(items: readonly Item[], query: ItemQuery): readonly Item[] {
  const filtered = isEverything(query) ? items : items.filter(matcher(query));
  if (query.order === "upload") return filtered;
  if (query.order === "name")
    return filtered.toSorted((a, b) => collator.compare(a.name ?? "\uffff", b.name ?? "\uffff"));
  const rank = RANKS[query.order];
  return filtered.toSorted((a, b) => rank(b) - rank(a) || a.seq - b.seq);
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Higher comes first; items without a number come last. */
const RANKS: Record<"doubt" | "near-miss" | "confidence-high" | "confidence-low", (item: Item) => number> = {
  doubt: ({ result }) => (result === undefined ? -2 : -certaintyOf(result, result.Threshold)),
  "near-miss": (item) => (item.verdict === "Invalid" ? (item.result?.near_miss?.confidence ?? 0) : -1),
  "confidence-high": (item) => item.result?.Confidence ?? -1,
  "confidence-low": (item) => (item.result?.Confidence == null ? -2 : -item.result.Confidence),
};

/** Whether an item is among those that a filter by decision shows. */
export function hasDecision({ result }: Item, decision: DecisionFilter): boolean {
  const review = result?.Review ?? null;
  if (decision === "all") return true;
  if (decision === "open") return review === null;
  return review !== null && (decision === "decided" || review.verdict !== result?.Is_Valid);
}

function matcher({ verdict, category, decision, search }: ItemQuery): (item: Item) => boolean {
  const wanted = search.trim().toLowerCase();
  return (item) =>
    (verdict === "all" || item.verdict === verdict) &&
    (category === "all" || item.result?.Error_Category === category) &&
    hasDecision(item, decision) &&
    (wanted === "" || (item.name?.toLowerCase().includes(wanted) ?? false));
}

/** The error categories that occur, most frequent first. */
export function categoriesOf(items: readonly Item[]): Array<[category: ErrorCategory, count: number]> {
  const counts = new Map<ErrorCategory, number>();
  for (const { result } of items) {
    if (result?.Error_Category != null) counts.set(result.Error_Category, (counts.get(result.Error_Category) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
