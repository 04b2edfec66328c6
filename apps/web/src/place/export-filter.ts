import type { ItemQuery } from "../state/select-items.ts";

/** The filter of a download that has what the list shows; the parameters of the API. Undefined: there is none such. */
export function exportFilterOf(query: ItemQuery, isCancelled: boolean): Readonly<Record<string, string>> | undefined {
  const { verdict, category, decision, folder, size, search } = query;
  // The images that a cancelled batch left unchecked are not shown among its errors.
  if (isCancelled && verdict === "Error" && category === "all") return undefined;
  return {
    ...(verdict === "all" ? {} : { status: verdict }),
    ...(category === "all" ? {} : { category }),
    ...DECISIONS[decision],
    ...(folder === undefined ? {} : { folder }),
    ...(size === "all" ? {} : { size }),
    ...(search.trim() === "" ? {} : { search: search.trim() }),
  };
}

const DECISIONS: Record<ItemQuery["decision"], Readonly<Record<string, string>>> = {
  all: {},
  open: { reviewed: "0" },
  decided: { reviewed: "1" },
  overridden: { overridden: "1" },
};
