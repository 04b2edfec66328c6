import { SIZE_CLASSES } from "@symphony/contract";
import type { ErrorCategory } from "@symphony/contract";
import { COPIES_SHOWN } from "../state/items/copies.ts";
import { DECISION_FILTERS, EVERYTHING, ORDERS } from "../state/select-items.ts";
import type { ItemQuery } from "../state/select-items.ts";

const VERDICTS = ["all", "Valid", "Invalid", "Error"] as const;
const CATEGORY = /^[a-z_]{1,40}$/;

/** Filter, order and search as they stand in the address; what is not understood counts as not there. */
export function queryFromAddress(params: URLSearchParams): ItemQuery {
  const category = params.get("error");
  return {
    verdict: oneOf(VERDICTS, params.get("show"), EVERYTHING.verdict),
    category: category !== null && CATEGORY.test(category) ? (category as ErrorCategory) : EVERYTHING.category,
    decision: oneOf(DECISION_FILTERS, params.get("decision"), EVERYTHING.decision),
    folder: params.get("folder") ?? undefined,
    size: oneOf(["all", ...SIZE_CLASSES], params.get("size"), EVERYTHING.size),
    search: params.get("q") ?? "",
    copies: oneOf(COPIES_SHOWN, params.get("copies"), EVERYTHING.copies),
    order: oneOf(ORDERS, params.get("order"), EVERYTHING.order),
  };
}

/** The parts of the address that say this; what is as usual is left out. */
export function addressOfQuery(query: ItemQuery): Record<string, string | undefined> {
  const unless = (value: string, usual: string): string | undefined => (value === usual ? undefined : value);
  return {
    show: unless(query.verdict, EVERYTHING.verdict),
    error: unless(query.category, EVERYTHING.category),
    decision: unless(query.decision, EVERYTHING.decision),
    folder: query.folder,
    size: unless(query.size, EVERYTHING.size),
    q: unless(query.search, EVERYTHING.search),
    copies: unless(query.copies, EVERYTHING.copies),
    order: unless(query.order, EVERYTHING.order),
  };
}

const oneOf = <T extends string>(values: readonly T[], value: string | null, otherwise: T): T =>
  values.find((each) => each === value) ?? otherwise;
