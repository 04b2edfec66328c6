import { Box, Button, Group, SegmentedControl, Title } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { addressParams, changeAddress } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { ApiError } from "../api/api-error.ts";
import { logOut, readAllBatches } from "../api/calls.ts";
import { AuditSection } from "./audit-section.tsx";
import { BatchesSection } from "./batches-section.tsx";
import { BrandsSection } from "./brands/brands-section.tsx";
import { KeysSection } from "./keys-section.tsx";
import { LoginForm } from "./login-form.tsx";
import { SchedulesSection } from "./schedules/schedules-section.tsx";

const REFRESH_MS = 15_000;
const QUERY_KEY = ["admin", "batches"];

const VIEWS = ["batches", "brands", "keys", "schedules", "audit"] as const;
type View = (typeof VIEWS)[number];

/** It stands in the address, `/?admin=brands`, so that a reload and a link lead there. */
function viewIn(params: string): View {
  const name = new URLSearchParams(params).get("admin");
  return VIEWS.find((each) => each === name) ?? "batches";
}

/** The batches of all clients, the brands, the API keys, schedules and the audit log, for the administrator. */
export default function AdminPage() {
  const view = viewIn(useSignal(addressParams));
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
    <section aria-labelledby="administration">
      <Group justify="space-between" mb="sm">
        <Title order={1} fz={22} id="administration">
          {view === "batches" ? t("admin.allBatches") : t(`admin.view.${view}`)}
        </Title>
        {data !== undefined && (
          <Button variant="default" size="xs" onClick={onLogOut}>
            {t("admin.logOut")}
          </Button>
        )}
      </Group>
      {data !== undefined && (
        // On a phone they do not fit side by side: the row scrolls.
        <Box mb="sm" style={{ overflowX: "auto" }}>
          <SegmentedControl
            styles={{ control: { flex: "none" } }}
            aria-label={t("admin.what")}
            value={view}
            onChange={(value) => changeAddress({ admin: value })}
            data={VIEWS.map((each) => ({ value: each, label: t(`admin.view.${each}`) }))}
          />
        </Box>
      )}
      {view === "brands" && <BrandsSection />}
      {view === "keys" && <KeysSection />}
      {view === "schedules" && <SchedulesSection />}
      {view === "audit" && <AuditSection />}
      {view === "batches" && (
        <BatchesSection
          data={data}
          error={error}
          search={searchText}
          onChange={() => void queries.invalidateQueries({ queryKey: QUERY_KEY })}
          onSearch={(text) => {
            setSearchText(text);
            setCursors([0]);
          }}
          onNewer={cursors.length < 2 ? undefined : () => setCursors(cursors.slice(0, -1))}
          onOlder={next === null ? undefined : () => setCursors([...cursors, next])}
        />
      )}
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
        {t("footer.admin")}
      </Title>
      <p>{t("admin.off")}</p>
    </section>
  );
}
