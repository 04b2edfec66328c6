import { Button, Group } from "@mantine/core";
import type { Schedule } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { changeSchedule, removeSchedule, runSchedule } from "../../api/schedule-calls.ts";
import { formatWhen } from "../../browser/format.ts";
import { t } from "../../browser/language/text.ts";
import { Confirmation } from "../../shared-ui/confirm/confirmation.tsx";
import { useKeptFocus } from "../../shared-ui/confirm/use-kept-focus.ts";
import { activityOf } from "./activity.ts";
import { RunTable } from "./run-table.tsx";

/** One schedule: what it checks, what can be done with it, and its runs. */
export function ScheduleCard({ schedule, onChanged }: { schedule: Schedule; onChanged(): void }) {
  const { id, name, source, every_hours, due_at, paused, runs } = schedule;
  const [asking, setAsking] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (action: () => Promise<unknown>) => void (await action()),
    onSuccess: onChanged,
  });
  const activity = activityOf(schedule);
  const next = paused ? t("schedules.paused") : t("schedules.next", { when: formatWhen(due_at) });
  const kept = useKeptFocus<HTMLElement>();
  return (
    <section className="card" style={{ padding: 16, marginBottom: 12 }} aria-label={name} {...kept}>
      <h2 style={{ margin: 0, fontSize: 18 }}>{name}</h2>
      <p style={{ margin: "4px 0 12px" }}>
        {sourceText(source)} · {t("schedules.every", { hours: every_hours })} ·{" "}
        <span role="status">{activity === undefined ? next : t(`schedules.state.${activity}`)}</span>
      </p>
      <Group mb="sm">
        <Button
          size="xs"
          variant="default"
          disabled={activity !== undefined || isPending}
          onClick={() => mutate(() => runSchedule(id))}
        >
          {t("schedules.runNow")}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={isPending}
          onClick={() => mutate(() => changeSchedule(id, { paused: !paused }))}
        >
          {t(paused ? "schedules.resume" : "schedules.pause")}
        </Button>
        {asking ? (
          <Confirmation
            confirm={t("schedules.removeForEver", { name })}
            keep={t("record.keep")}
            loading={isPending}
            onConfirm={() => mutate(() => removeSchedule(id))}
            onDismiss={() => setAsking(false)}
          />
        ) : (
          <Button size="xs" variant="default" disabled={isPending} onClick={() => setAsking(true)}>
            {t("schedules.remove", { name })}
          </Button>
        )}
      </Group>
      {error !== null && <p role="alert">{error.message}</p>}
      {runs.length > 0 && <RunTable runs={runs} name={name} />}
    </section>
  );
}

function sourceText(source: Schedule["source"]): string {
  if (source.kind === "bucket") return source.address;
  return source.kind === "sitemap" ? source.url : t("schedules.addresses", { count: source.urls.length });
}
