import { Button, Group, Textarea, TextInput } from "@mantine/core";
import type { ScheduleSource } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { addSchedule } from "../../api/schedule-calls.ts";
import { t } from "../../browser/language/text.ts";

const EMPTY = { name: "", source: "", hours: "24", percent: "10", email: "", webhook: "" };

/** What people write: one line is a bucket or a sitemap, several are addresses of images. */
function sourceOf(text: string): ScheduleSource {
  const lines = text.split(/\s+/).filter((line) => line !== "");
  const [first = ""] = lines;
  if (lines.length > 1) return { kind: "urls", urls: lines };
  return first.startsWith("s3://") ? { kind: "bucket", address: first } : { kind: "sitemap", url: first };
}

export function NewScheduleForm({ onMade }: { onMade(): void }) {
  const [fields, setFields] = useState(EMPTY);
  const set = (change: Partial<typeof EMPTY>): void => setFields({ ...fields, ...change });
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      addSchedule({
        name: fields.name.trim(),
        source: sourceOf(fields.source),
        every_hours: Number(fields.hours),
        alarm: {
          rise: Number(fields.percent) / 100,
          email: fields.email.trim() || null,
          webhook_url: fields.webhook.trim() || null,
        },
      }),
    onSuccess() {
      setFields(EMPTY);
      onMade();
    },
  });
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} aria-label={t("schedules.new")}>
      <TextInput
        label={t("column.name")}
        maw={420}
        mb="sm"
        value={fields.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t("schedules.source")}
        description={t("schedules.sourceText")}
        maw={620}
        mb="sm"
        value={fields.source}
        onChange={(event) => set({ source: event.currentTarget.value })}
      />
      <Group mb="sm" align="flex-end">
        <TextInput
          type="number"
          label={t("schedules.hours")}
          min={1}
          max={744}
          value={fields.hours}
          onChange={(event) => set({ hours: event.currentTarget.value })}
        />
        <TextInput
          type="number"
          label={t("schedules.rise")}
          min={1}
          max={100}
          value={fields.percent}
          onChange={(event) => set({ percent: event.currentTarget.value })}
        />
        <TextInput
          label={t("schedules.email")}
          value={fields.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <TextInput
          label={t("schedules.webhook")}
          value={fields.webhook}
          onChange={(event) => set({ webhook: event.currentTarget.value })}
        />
      </Group>
      {error !== null && <p role="alert">{error.message}</p>}
      <Button
        type="submit"
        size="xs"
        mb="sm"
        loading={isPending}
        disabled={fields.name.trim() === "" || fields.source.trim() === ""}
      >
        {t("schedules.add")}
      </Button>
    </form>
  );
}
