import { Alert } from "@mantine/core";
import type { Schedule } from "@symphony/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readSchedules } from "../../api/schedule-calls.ts";
import { t } from "../../browser/language/text.ts";
import { serverNow } from "../../browser/server-clock.ts";
import { activityOf } from "./activity.ts";
import { NewScheduleForm } from "./new-schedule-form.tsx";
import { ScheduleCard } from "./schedule-card.tsx";

const QUERY_KEY = ["admin", "schedules"];
const REFRESH_MS = 10_000;
const REFRESH_ACTIVE_MS = 5_000;
/** What somebody has just run shows its first steps at once: workers look for it every 30 s. */
const REFRESH_STARTING_MS = 1_000;
const STARTING_MS = 60_000;

function refreshAfterMs(schedules: readonly Schedule[]): number {
  const active = schedules.filter((each) => activityOf(each) !== undefined);
  const isStarting = active.some(
    (each) => activityOf(each) !== "checking" && serverNow() - Date.parse(each.due_at) < STARTING_MS,
  );
  if (isStarting) return REFRESH_STARTING_MS;
  return active.length > 0 ? REFRESH_ACTIVE_MS : REFRESH_MS;
}

/** Sources that are checked every so many hours. */
export function SchedulesSection() {
  const queries = useQueryClient();
  const { data: schedules, error } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ signal }) => readSchedules(signal),
    refetchInterval: ({ state }) => refreshAfterMs(state.data ?? []),
  });
  const refresh = (): void => void queries.invalidateQueries({ queryKey: QUERY_KEY });
  return (
    <>
      <NewScheduleForm onMade={refresh} />
      {error !== null && <Alert color="red">{error.message}</Alert>}
      {schedules?.length === 0 && <p role="status">{t("schedules.none")}</p>}
      {schedules?.map((schedule) => (
        <ScheduleCard key={schedule.id} schedule={schedule} onChanged={refresh} />
      ))}
    </>
  );
}
