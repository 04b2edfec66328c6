import { ActionIcon, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconLayoutGrid, IconList, IconSearch } from "@tabler/icons-react";
import type { BatchId, Status, Verdict } from "@symphony/contract";
import { useMemo } from "react";
import { formatNumber } from "../browser/format.ts";
import { ERROR_CATEGORY_LABELS } from "../shared-ui/labels.ts";
import type { ResultsStore } from "../state/results-store.ts";
import { categoriesOf } from "../state/select-items.ts";
import type { DecisionFilter, ItemQuery, Order } from "../state/select-items.ts";
import { FilteredCsvLink } from "./filtered-csv-link.tsx";
import classes from "./toolbar.module.css";
import type { ViewMode } from "./view-mode.ts";

interface Props {
  id: BatchId;
  store: ResultsStore;
  version: number;
  status: Status | undefined;
  query: ItemQuery;
  onQuery(query: ItemQuery): void;
  viewMode: ViewMode;
  onViewMode(mode: ViewMode): void;
  /** How many items match the query. */
  count: number;
}

const ORDERS: Array<{ value: Order; label: string }> = [
  { value: "upload", label: "Upload order" },
  { value: "doubt", label: "Doubtful first" },
  { value: "near-miss", label: "Closest matches first" },
  { value: "confidence-high", label: "Confidence, high first" },
  { value: "confidence-low", label: "Confidence, low first" },
  { value: "name", label: "Name" },
];

const DECISIONS: Array<{ value: DecisionFilter; label: string }> = [
  { value: "all", label: "Decided or not" },
  { value: "open", label: "Open" },
  { value: "decided", label: "Decided" },
  { value: "overridden", label: "Overridden" },
];

export function Toolbar(props: Props) {
  const { id, store, version, status, query, onQuery, viewMode, onViewMode, count: shownCount } = props;
  // The store is mutable: its version stands for its content.
  const categories = useMemo(() => categoriesOf(store.items()), [store, version]);
  const change = (part: Partial<ItemQuery>): void => onQuery({ ...query, ...part });
  const counts: Array<[ItemQuery["verdict"], string, number]> = [
    ["all", "All", store.items().length],
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
            aria-pressed={query.verdict === verdict}
            onClick={() =>
              change({ verdict, category: verdict === "Error" || verdict === "all" ? query.category : "all" })
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
            value={query.category}
            className={classes["select"]}
            onChange={(event) =>
              change(changeOfCategory(event.currentTarget.value as ItemQuery["category"], query.verdict))
            }
            data={[
              { value: "all", label: "All errors" },
              ...categories.map(([category, count]) => ({
                value: category,
                label: `${ERROR_CATEGORY_LABELS[category]} (${count})`,
              })),
            ]}
          />
        )}
        <NativeSelect
          size="sm"
          aria-label="Decision"
          value={query.decision}
          className={classes["select"]}
          data={DECISIONS}
          onChange={(event) => change({ decision: event.currentTarget.value as DecisionFilter })}
        />
        <NativeSelect
          size="sm"
          aria-label="Order"
          value={query.order}
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
          value={query.search}
          onChange={(event) => change({ search: event.currentTarget.value })}
          rightSection={
            query.search === "" ? undefined : (
              <CloseButton size="sm" aria-label="Clear the search" onClick={() => change({ search: "" })} />
            )
          }
        />
        <ActionIcon.Group aria-label="View">
          <ActionIcon
            variant={viewMode === "table" ? "filled" : "default"}
            size={36}
            aria-pressed={viewMode === "table"}
            aria-label="Table"
            onClick={() => onViewMode("table")}
          >
            <IconList size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant={viewMode === "grid" ? "filled" : "default"}
            size={36}
            aria-pressed={viewMode === "grid"}
            aria-label="Grid"
            onClick={() => onViewMode("grid")}
          >
            <IconLayoutGrid size={18} aria-hidden />
          </ActionIcon>
        </ActionIcon.Group>
        <FilteredCsvLink id={id} status={status} query={query} count={shownCount} />
      </div>
    </div>
  );
}

/** A kind of error is chosen: show the errors. */
function changeOfCategory(category: ItemQuery["category"], verdict: Verdict | "all"): Partial<ItemQuery> {
  return { category, verdict: category === "all" ? verdict : "Error" };
}
