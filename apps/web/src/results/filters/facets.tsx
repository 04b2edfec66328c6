import { NativeSelect } from "@mantine/core";
import { SIZE_LIMITS_MP } from "@symphony/contract";
import type { SizeClass, Verdict } from "@symphony/contract";
import { useMemo } from "react";
import { formatNumber } from "../../browser/format.ts";
import { t } from "../../browser/language/text.ts";
import { errorLabel } from "../../shared-ui/labels.ts";
import { COPIES_SHOWN } from "../../state/items/copies.ts";
import type { CopiesShown } from "../../state/items/copies.ts";
import { foldersOf, sizesOf } from "../../state/items/facets.ts";
import type { ResultsStore } from "../../state/results-store.ts";
import { categoriesOf, compareNames, DECISION_FILTERS } from "../../state/select-items.ts";
import type { DecisionFilter, ItemQuery } from "../../state/select-items.ts";
import classes from "./filters.module.css";

interface Props {
  store: ResultsStore;
  version: number;
  query: ItemQuery;
  /** Copies are known of a batch that does not change any more. */
  finished: boolean;
  onQuery(query: ItemQuery): void;
}

/** Filters by what the images of this batch have in common. */
export function Facets({ store, version, query, finished, onQuery }: Props) {
  // The store is mutable: its version stands for its content.
  const { categories, folders, sizes } = useMemo(() => {
    const items = store.items();
    return { categories: categoriesOf(items), folders: foldersOf(items, compareNames), sizes: sizesOf(items) };
  }, [store, version]);
  const change = (part: Partial<ItemQuery>): void => onQuery({ ...query, ...part });
  const option = (value: string, label: string, count?: number) => ({
    value,
    label: count === undefined ? label : `${label} (${formatNumber(count)})`,
  });
  const select = (
    label: string,
    value: string,
    data: Array<ReturnType<typeof option>>,
    set: (value: string) => void,
  ) => (
    <NativeSelect
      size="sm"
      aria-label={label}
      value={value}
      className={classes["select"]!}
      data={data}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
  return (
    <>
      {categories.length > 0 &&
        select(
          t("facet.error"),
          query.category,
          [option("all", t("facet.error.all")), ...categories.map(([name, n]) => option(name, errorLabel(name), n))],
          (value) => change(changeOfCategory(value as ItemQuery["category"], query.verdict)),
        )}
      {select(
        t("facet.decision"),
        query.decision,
        DECISION_FILTERS.map((value) => option(value, t(`facet.decision.${value}`))),
        (value) => change({ decision: value as DecisionFilter }),
      )}
      {folders.length > 0 &&
        select(
          t("facet.folder"),
          // No folder has an empty name.
          query.folder ?? "",
          [option("", t("facet.folder.all")), ...folders.map(([name, n]) => option(name, name, n))],
          (value) => change({ folder: value === "" ? undefined : value }),
        )}
      {sizes.length > 1 &&
        select(
          t("facet.size"),
          query.size,
          [option("all", t("facet.size.all")), ...sizes.map(([size, n]) => option(size, sizeLabel(size), n))],
          (value) => change({ size: value as SizeClass | "all" }),
        )}
      {finished &&
        select(
          t("facet.copies"),
          query.copies,
          COPIES_SHOWN.map((value) => option(value, t(`facet.copies.${value}`))),
          (value) => change({ copies: value as CopiesShown }),
        )}
    </>
  );
}

function sizeLabel(size: SizeClass): string {
  const [small, medium, large] = SIZE_LIMITS_MP;
  return t(`facet.size.${size}`, { small, medium, large });
}

/** A kind of error is chosen: show the errors. */
function changeOfCategory(category: ItemQuery["category"], verdict: Verdict | "all"): Partial<ItemQuery> {
  return { category, verdict: category === "all" ? verdict : "Error" };
}
