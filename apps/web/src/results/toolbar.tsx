import { ActionIcon, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconLayoutGrid, IconList, IconSearch } from "@tabler/icons-react";
import type { BatchId, Status, Verdict } from "@symphony/contract";
import { useMemo } from "react";
import type { Row, RowBook } from "../state/results-store.ts";
import { categoriesOf } from "../state/select-items.ts";
import type { Order, Selection } from "../state/select-items.ts";
import { CATEGORY_WORDS } from "../shared-ui/labels.ts";
import { formatNumber } from "../browser/format.ts";
import { FilteredCsv } from "./filtered-csv-link.tsx";
import classes from "./toolbar.module.css";

export type Look = "table" | "grid";

interface Props {
  id: BatchId;
  book: RowBook;
  version: number;
  status: Status | undefined;
  selection: Selection;
  onSelect(selection: Selection): void;
  look: Look;
  onLook(look: Look): void;
  rows: readonly Row[];
}

const ORDERS: Array<{ value: Order; label: string }> = [
  { value: "upload", label: "Upload order" },
  { value: "near-miss", label: "Closest matches first" },
  { value: "confidence-high", label: "Confidence, high first" },
  { value: "confidence-low", label: "Confidence, low first" },
  { value: "name", label: "Name" },
];

export function Toolbar({ id, book, version, status, selection, onSelect, look, onLook, rows }: Props) {
  // The book changes inside; its version says when.
  const categories = useMemo(() => categoriesOf(book.rows()), [book, version]);
  const change = (part: Partial<Selection>): void => onSelect({ ...selection, ...part });
  const counts: Array<[Selection["verdict"], string, number]> = [
    ["all", "All", book.rows().length],
    ["Valid", "Valid", status?.valid ?? 0],
    ["Invalid", "Invalid", status?.invalid ?? 0],
    ["Error", "Errors", status?.error ?? 0],
  ];
  return (
    <div className={classes["bar"]}>
      <div className={classes["chips"]} role="group" aria-label="Show">
        {counts.map(([verdict, label, count]) => (
          <button
            key={verdict}
            type="button"
            className={classes["chip"]}
            data-verdict={verdict}
            aria-pressed={selection.verdict === verdict}
            onClick={() =>
              change({ verdict, category: verdict === "Error" || verdict === "all" ? selection.category : "all" })
            }
          >
            {label} <span className="numbers">{formatNumber(count)}</span>
          </button>
        ))}
      </div>
      <div className={classes["fields"]}>
        {categories.length > 0 && (
          <NativeSelect
            size="sm"
            aria-label="Kind of error"
            value={selection.category}
            className={classes["select"]}
            onChange={(event) =>
              change(categoryChoice(event.currentTarget.value as Selection["category"], selection.verdict))
            }
            data={[
              { value: "all", label: "All errors" },
              ...categories.map(([category, count]) => ({
                value: category,
                label: `${CATEGORY_WORDS[category]} (${count})`,
              })),
            ]}
          />
        )}
        <NativeSelect
          size="sm"
          aria-label="Order"
          value={selection.order}
          className={classes["select"]}
          data={ORDERS}
          onChange={(event) => change({ order: event.currentTarget.value as Order })}
        />
        <TextInput
          size="sm"
          type="search"
          aria-label="Search by name"
          placeholder="Search by name"
          className={classes["search"]}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={selection.search}
          onChange={(event) => change({ search: event.currentTarget.value })}
          rightSection={
            selection.search === "" ? undefined : (
              <CloseButton size="sm" aria-label="Clear the search" onClick={() => change({ search: "" })} />
            )
          }
        />
        <ActionIcon.Group aria-label="Look">
          <ActionIcon
            variant={look === "table" ? "filled" : "default"}
            size={36}
            aria-pressed={look === "table"}
            aria-label="Table"
            onClick={() => onLook("table")}
          >
            <IconList size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant={look === "grid" ? "filled" : "default"}
            size={36}
            aria-pressed={look === "grid"}
            aria-label="Grid"
            onClick={() => onLook("grid")}
          >
            <IconLayoutGrid size={18} aria-hidden />
          </ActionIcon>
        </ActionIcon.Group>
        <FilteredCsv id={id} status={status} selection={selection} rows={rows} />
      </div>
    </div>
  );
}

/** Choosing a kind of error means looking at errors. */
function categoryChoice(category: Selection["category"], verdict: Verdict | "all"): Partial<Selection> {
  return { category, verdict: category === "all" ? verdict : "Error" };
}
