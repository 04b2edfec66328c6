import { Alert, Button } from "@mantine/core";
import type { ApiKey } from "@symphony/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../browser/language/text.ts";
import { readKeys, revokeKey } from "../api/record-calls.ts";
import { formatWhen } from "../browser/format.ts";
import { Confirmation } from "../shared-ui/confirm/confirmation.tsx";
import { useKeptFocus } from "../shared-ui/confirm/use-kept-focus.ts";
import classes from "./history-table.module.css";
import { NewKeyForm } from "./new-key-form.tsx";

const QUERY_KEY = ["admin", "keys"];
const COLUMNS = ["name", "scopes", "made", "used", "state"] as const;

/** Makes, lists and revokes API keys. */
export function KeysSection() {
  const queries = useQueryClient();
  const { data: keys = [], error } = useQuery({ queryKey: QUERY_KEY, queryFn: ({ signal }) => readKeys(signal) });
  const refresh = (): void => void queries.invalidateQueries({ queryKey: QUERY_KEY });
  return (
    <>
      <NewKeyForm isFirst={keys.length === 0} onMade={refresh} />
      {error !== null && <Alert color="red">{error.message}</Alert>}
      {keys.length > 0 && (
        <div className={`card ${classes["scroll"]}`} tabIndex={0} role="region" aria-label={t("keysTable.label")}>
          <table className={classes["table"]}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`keysTable.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <KeyRow key={key.name} apiKey={key} onRevoked={refresh} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function KeyRow({ apiKey, onRevoked }: { apiKey: ApiKey; onRevoked(): void }) {
  const { name, scopes, created_at, created_by, last_used_at, revoked_at, revoked_by } = apiKey;
  const [asking, setAsking] = useState(false);
  const { mutate, isPending, error } = useMutation({ mutationFn: () => revokeKey(name), onSuccess: onRevoked });
  const kept = useKeptFocus<HTMLTableCellElement>();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{scopes.join(", ")}</td>
      <td>{t("keysTable.by", { when: formatWhen(created_at), name: created_by })}</td>
      <td>{last_used_at === null ? "–" : formatWhen(last_used_at)}</td>
      <td {...kept}>
        {revoked_at !== null ? (
          t("keysTable.revoked", { when: formatWhen(revoked_at), name: revoked_by ?? "" })
        ) : asking ? (
          <Confirmation
            confirm={t("keysTable.revokeForEver", { name })}
            keep={t("record.keep")}
            loading={isPending}
            onConfirm={() => mutate()}
            onDismiss={() => setAsking(false)}
          />
        ) : (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            {t("keysTable.revoke", { name })}
          </Button>
        )}
        {error !== null && <span role="alert">{error.message}</span>}
      </td>
    </tr>
  );
}
