import { Alert } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readSchedules } from "../../api/schedule-calls.ts";
import { t } from "../../browser/language/text.ts";
import { activityOf } from "./activity.ts";
import { NewScheduleForm } from "./new-schedule-form.tsx";
import { ScheduleCard } from "./schedule-card.tsx";

const QUERY_KEY = ["admin", "schedules"];
const REFRESH_MS = 10_000;
/** While something runs its steps and its end show at once. */
const REFRESH_ACTIVE_MS = 1_000;

/** Sources that are checked every so many hours. */
export function SchedulesSection() {
  const queries = useQueryClient();
  const { data: schedules, error } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ signal }) => readSchedules(signal),
    refetchInterval: ({ state }) =>
      state.data?.some((each) => activityOf(each) !== undefined) === true ? REFRESH_ACTIVE_MS : REFRESH_MS,
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
