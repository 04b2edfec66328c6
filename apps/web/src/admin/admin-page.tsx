import { Alert, Button, Group, TextInput, Title } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { ApiError } from "../api/api-error.ts";
import { logOut, readAllBatches } from "../api/calls.ts";
import { countOf } from "../browser/format.ts";
import { HistoryTable } from "./history-table.tsx";
import { LoginForm } from "./login-form.tsx";

const REFRESH_MS = 15_000;
const QUERY_KEY = ["admin", "batches"];

/** The batches of all clients, for the administrator. */
export default function AdminPage() {
  const [searchText, setSearchText] = useState("");
  const [cursors, setCursors] = useState<readonly number[]>([0]);
  const search = useDeferredValue(searchText.trim());
  const cursor = cursors.at(-1) ?? 0;
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: [...QUERY_KEY, search, cursor],
    queryFn: ({ signal }) => readAllBatches(search, cursor, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.error === null ? REFRESH_MS : false),
  });
  const loggedOut = error instanceof ApiError && error.code === "admin_only";
  if (loggedOut) return <LoginForm onDone={() => void queries.resetQueries({ queryKey: QUERY_KEY })} />;
  if (isDisabled(error)) return <AdminDisabled />;
  const onLogOut = (): void => void logOut().finally(() => queries.resetQueries({ queryKey: QUERY_KEY }));
  const next = data?.next_cursor ?? null;
  return (
    <section aria-labelledby="all-batches">
      <Group justify="space-between" mb="sm">
        <Title order={1} fz={22} id="all-batches">
          All batches
        </Title>
        {data !== undefined && (
          <Button variant="default" size="xs" onClick={onLogOut}>
            Log out
          </Button>
        )}
      </Group>
      <TextInput
        label="Search"
        placeholder="Batch, client, e-mail or state"
        mb="sm"
        maw={420}
        value={searchText}
        onChange={(event) => {
          setSearchText(event.currentTarget.value);
          setCursors([0]);
        }}
      />
      {error !== null && (
        <Alert color="red" mb="sm">
          {error.message}
        </Alert>
      )}
      {data !== undefined && (
        <p className="quiet" role="status">
          {countOf(data.found, "batch", "batches")}
        </p>
      )}
      {data !== undefined && data.batches.length > 0 && <HistoryTable batches={data.batches} />}
      <Group mt="sm">
        <Button
          variant="default"
          size="xs"
          disabled={cursors.length < 2}
          onClick={() => setCursors(cursors.slice(0, -1))}
        >
          Newer
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={next === null}
          onClick={() => next !== null && setCursors([...cursors, next])}
        >
          Older
        </Button>
      </Group>
    </section>
  );
}

/** Without ADMIN_PASSWORD the routes do not exist: 404, or 401 where the server requires an API key first. */
const isDisabled = (error: Error | null): boolean =>
  error instanceof ApiError && (error.status === 404 || error.code === "unauthorized");

function AdminDisabled() {
  return (
    <section aria-labelledby="admin-disabled">
      <Title order={1} fz={22} mb="sm" id="admin-disabled">
        Administration
      </Title>
      <p>The administrator's page is off; set ADMIN_PASSWORD.</p>
    </section>
  );
}
