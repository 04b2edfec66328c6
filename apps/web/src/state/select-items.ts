import { certaintyOf, isInFolder } from "@symphony/contract";
import type { ErrorCategory, SizeClass, Verdict } from "@symphony/contract";
import { currentLocale } from "../browser/language/language.ts";
import type { CopiesShown } from "./items/copies.ts";
import { sizeOfItem } from "./items/facets.ts";
import type { Item } from "./results-store.ts";

export const ORDERS = ["upload", "doubt", "near-miss", "confidence-high", "confidence-low", "name"] as const;
export type Order = (typeof ORDERS)[number];

/** What people made of an item: decided or not, or decided against the machine. */
export const DECISION_FILTERS = ["all", "open", "decided", "overridden"] as const;
export type DecisionFilter = (typeof DECISION_FILTERS)[number];

/** Which items of a batch are shown, and in which order. */
export interface ItemQuery {
  verdict: Verdict | "all";
  category: ErrorCategory | "all";
  decision: DecisionFilter;
  /** Undefined: all folders. */
  folder: string | undefined;
  size: SizeClass | "all";
  search: string;
  copies: CopiesShown;
  order: Order;
}

export const EVERYTHING: ItemQuery = {
  verdict: "all",
  category: "all",
  decision: "all",
  folder: undefined,
  size: "all",
  search: "",
  copies: "each",
  order: "upload",
};

export const isEverything = ({ verdict, category, decision, folder, size, search }: ItemQuery): boolean =>
  [verdict, category, decision, size].every((each) => each === "all") && folder === undefined && search.trim() === "";

/** The items to show, in order. Without filter and order it is the store's own array, not a copy. */
export function selectItems(items: readonly Item[], query: ItemQuery): readonly Item[] {
  const filtered = isEverything(query) ? items : items.filter(matcher(query));
  if (query.order === "upload") return filtered;
  if (query.order === "name") return filtered.toSorted((a, b) => compareNames(a.name ?? "\uffff", b.name ?? "\uffff"));
  const rank = RANKS[query.order];
  return filtered.toSorted((a, b) => rank(b) - rank(a) || a.seq - b.seq);
}

/** As people count: `cooler-2.jpg` before `cooler-10.jpg`. */
export const compareNames = (a: string, b: string): number => collatorOf(currentLocale()).compare(a, b);

let collator: { locale: string; compare: Intl.Collator["compare"] } | undefined;
function collatorOf(locale: string) {
  if (collator?.locale !== locale)
    collator = { locale, compare: new Intl.Collator(locale, { numeric: true, sensitivity: "base" }).compare };
  return collator;
}

/** Higher comes first; items without a number come last. */
const RANKS: Record<"doubt" | "near-miss" | "confidence-high" | "confidence-low", (item: Item) => number> = {
  doubt: ({ result }) => (result === undefined ? -2 : -certaintyOf(result, result.Threshold)),
  "near-miss": (item) => (item.verdict === "Invalid" ? (item.result?.near_miss?.confidence ?? 0) : -1),
  "confidence-high": (item) => item.result?.Confidence ?? -1,
  "confidence-low": (item) => (item.result?.Confidence == null ? -2 : -item.result.Confidence),
};

/** Whether an item is among those that a filter by decision shows. */
function hasDecision({ result }: Item, decision: DecisionFilter): boolean {
  const review = result?.Review ?? null;
  if (decision === "all") return true;
  if (decision === "open") return review === null;
  return review !== null && (decision === "decided" || review.verdict !== result?.Is_Valid);
}

function matcher({ verdict, category, decision, folder, size, search }: ItemQuery): (item: Item) => boolean {
  const wanted = search.trim().toLowerCase();
  return (item) =>
    (verdict === "all" || item.verdict === verdict) &&
    isOfCategory(item, verdict, category) &&
    hasDecision(item, decision) &&
    (folder === undefined || isInFolder(item.name, folder)) &&
    (size === "all" || sizeOfItem(item) === size) &&
    (wanted === "" || (item.name?.toLowerCase().includes(wanted) ?? false));
}

/** The images that a cancelled batch left unchecked are no errors; they are shown where they are asked for. */
function isOfCategory({ result }: Item, verdict: ItemQuery["verdict"], category: ItemQuery["category"]): boolean {
  if (category === "all") return verdict !== "Error" || result?.Error_Category !== "cancelled";
  return result?.Error_Category === category;
}

/** The error categories that occur, most frequent first. */
export function categoriesOf(items: readonly Item[]): Array<[category: ErrorCategory, count: number]> {
  const counts = new Map<ErrorCategory, number>();
  for (const { result } of items) {
    if (result?.Error_Category != null) counts.set(result.Error_Category, (counts.get(result.Error_Category) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
