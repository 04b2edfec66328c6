import { ActionIcon, Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconLayoutGrid, IconList, IconSearch } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { useState } from "react";
import { t } from "../browser/language/text.ts";
import type { ResultsStore } from "../state/results-store.ts";
import { EVERYTHING, ORDERS } from "../state/select-items.ts";
import type { ItemQuery, Order } from "../state/select-items.ts";
import { isFinal } from "../state/sync-results.ts";
import { FilteredCsvLink } from "./filtered-csv-link.tsx";
import { Facets } from "./filters/facets.tsx";
import { VerdictChips } from "./filters/verdict-chips.tsx";
import type { Place } from "../place/use-place.ts";
import classes from "./toolbar.module.css";

interface Props {
  id: BatchId;
  store: ResultsStore;
  version: number;
  status: Status | undefined;
  place: Place;
  /** How many items match the query. */
  count: number;
}

const FACETS = ["category", "decision", "folder", "size", "copies"] as const;

export function Toolbar({ id, store, version, status, place, count }: Props) {
  const { query, setQuery, viewMode, setViewMode } = place;
  // On phones the facets are folded away, unless one of them is in use.
  const used = FACETS.filter((name) => query[name] !== EVERYTHING[name]).length;
  const [unfolded, setUnfolded] = useState(used > 0);
  const finished = status !== undefined && isFinal(status);
  const change = (part: Partial<ItemQuery>): void => setQuery({ ...query, ...part });
  return (
    <div className={`no-print ${classes["bar"]}`}>
      <VerdictChips id={id} store={store} status={status} query={query} onQuery={setQuery} />
      <div className={classes["fields"]}>
        <TextInput
          size="sm"
          type="search"
          aria-label={t("search.label")}
          placeholder={t("search.label")}
          className={classes["search"]}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={query.search}
          onChange={(event) => change({ search: event.currentTarget.value })}
          rightSection={
            query.search === "" ? undefined : (
              <CloseButton size="sm" aria-label={t("search.clear")} onClick={() => change({ search: "" })} />
            )
          }
        />
        <NativeSelect
          size="sm"
          aria-label={t("order.label")}
          value={query.order}
          className={classes["select"]}
          data={ORDERS.map((value) => ({ value, label: t(`order.${value}`) }))}
          onChange={(event) => change({ order: event.currentTarget.value as Order })}
        />
        <Button
          variant="default"
          className={classes["unfold"]!}
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {used === 0 ? t("facet.show") : t("facet.showUsed", { used })}
        </Button>
        <ActionIcon.Group aria-label={t("view.label")}>
          {(["table", "grid"] as const).map((mode) => {
            const Icon = mode === "table" ? IconList : IconLayoutGrid;
            return (
              <ActionIcon
                key={mode}
                variant={viewMode === mode ? "filled" : "default"}
                size={36}
                aria-pressed={viewMode === mode}
                aria-label={t(`view.${mode}`)}
                title={t(`view.${mode}`)}
                onClick={() => setViewMode(mode)}
              >
                <Icon size={18} aria-hidden />
              </ActionIcon>
            );
          })}
        </ActionIcon.Group>
      </div>
      <div className={classes["facets"]} data-unfolded={unfolded}>
        <Facets store={store} version={version} query={query} finished={finished} onQuery={setQuery} />
        <FilteredCsvLink id={id} status={status} query={query} count={count} />
      </div>
    </div>
  );
}
