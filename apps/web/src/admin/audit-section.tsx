import { Alert, Button, Group, TextInput } from "@mantine/core";
import type { AuditEntry } from "@symphony/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { t } from "../browser/language/text.ts";
import { auditFileUrl, readAudit } from "../api/record-calls.ts";
import type { AuditSearch } from "../api/record-calls.ts";
import { batchAddress } from "../browser/address.ts";
import { formatWhen } from "../browser/format.ts";
import classes from "./history-table.module.css";
import { Pager } from "./pager.tsx";

const FIELDS = ["by", "action", "batch_id"] as const;
const COLUMNS = ["at", "by", "action", "batch", "details"] as const;

/** Who did what, newest first. */
export function AuditSection() {
  const [typed, setTyped] = useState<AuditSearch>({ by: "", action: "", batch_id: "" });
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const settled = useDeferredValue(typed);
  const search = useMemo(() => trimmed(settled), [settled]);
  const cursor = cursors.at(-1);
  const { data, error } = useQuery({
    queryKey: ["admin", "audit", search, cursor],
    queryFn: ({ signal }) => readAudit(search, cursor, signal),
    placeholderData: keepPreviousData,
  });
  const next = data?.next_cursor ?? null;
  return (
    <>
      <Group mb="sm" align="flex-end">
        {FIELDS.map((field) => (
          <TextInput
            key={field}
            label={t(`audit.${field}`)}
            value={typed[field]}
            onChange={(event) => {
              setTyped({ ...typed, [field]: event.currentTarget.value });
              setCursors([]);
            }}
          />
        ))}
        {(["csv", "jsonl"] as const).map((ending) => (
          <Button key={ending} component="a" variant="default" href={auditFileUrl(ending, search)} download>
            {t("audit.export", { format: ending.toUpperCase() })}
          </Button>
        ))}
      </Group>
      {error !== null && <Alert color="red">{error.message}</Alert>}
      {data?.entries.length === 0 && <p role="status">{t("audit.none")}</p>}
      {data !== undefined && data.entries.length > 0 && <AuditTable entries={data.entries} />}
      <Pager
        onNewer={cursors.length === 0 ? undefined : () => setCursors(cursors.slice(0, -1))}
        onOlder={next === null ? undefined : () => setCursors([...cursors, next])}
      />
    </>
  );
}

const trimmed = ({ by, action, batch_id }: AuditSearch): AuditSearch => ({
  by: by.trim(),
  action: action.trim(),
  batch_id: batch_id.trim(),
});

function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <div className={`card ${classes["scroll"]}`} tabIndex={0} role="region" aria-label={t("audit.table")}>
      <table className={`${classes["table"]} ${classes["cards"]}`}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`audit.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, by, action, batch_id, details }) => (
            <tr key={id}>
              <td className={classes["time"]} data-label={t("audit.at")}>
                {formatWhen(at)}
              </td>
              <td data-label={t("audit.by")}>{by}</td>
              <td data-label={t("audit.action")}>{action.replaceAll("_", " ")}</td>
              <td data-label={t("audit.batch")}>
                {batch_id === null ? "–" : <a href={batchAddress(batch_id)}>{batch_id.slice(0, 8)}</a>}
              </td>
              <td data-label={t("audit.details")}>{detailsText(details) || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const detailsText = (details: Record<string, unknown>): string =>
  Object.entries(details)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
