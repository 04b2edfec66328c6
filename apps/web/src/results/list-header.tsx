import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { t } from "../browser/language/text.ts";
import type { ItemQuery, Order } from "../state/select-items.ts";
import classes from "./image-list.module.css";

interface Props {
  query: ItemQuery;
  onQuery(query: ItemQuery): void;
}

/** The names of the columns; two of them order the list. */
export function ListHeader({ query, onQuery }: Props) {
  const sortable = (label: string, orders: readonly Order[], Icon: typeof IconArrowUp) => {
    const at = orders.indexOf(query.order);
    // The next order of this column, and after the last one the order of upload.
    const next = orders[at + 1] ?? "upload";
    return (
      <button type="button" aria-pressed={at >= 0} onClick={() => onQuery({ ...query, order: next })}>
        {label}
        {at >= 0 && <Icon size={14} aria-hidden />}
      </button>
    );
  };
  const arrow = query.order === "confidence-high" ? IconArrowDown : IconArrowUp;
  return (
    <div className={classes["header"]} role="group" aria-label={t("results.columns")}>
      <span />
      {sortable(t("column.name"), ["name"], IconArrowUp)}
      <span>{t("column.verdict")}</span>
      {sortable(t("column.confidence"), ["confidence-high", "confidence-low"], arrow)}
      <span>{t("column.stage")}</span>
      <span>{t("column.detail")}</span>
    </div>
  );
}
