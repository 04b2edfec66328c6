import type { ScheduleAlarm } from "@symphony/contract";
import { countCells, escapeHtml, heading, link, mailCard, quietLine } from "../mail/mail-html.ts";

const percent = (share: number | null): string => (share === null ? "unknown" : `${(100 * share).toFixed(1)} %`);

/** The mail of an alarm, as text and as HTML. */
export function composeAlarm(facts: ScheduleAlarm, publicUrl: string): { subject: string; text: string; html: string } {
  const { schedule, batch_id, verdicts, error } = facts;
  const name = schedule.name;
  const headline =
    error === null
      ? `The share of Invalid images rose from ${percent(facts.earlier_share)} to ${percent(facts.invalid_share)}`
      : "The source of a schedule cannot be checked";
  const counts =
    verdicts === null ? "" : `Valid: ${verdicts.valid}, Invalid: ${verdicts.invalid}, Error: ${verdicts.error}`;
  const broken = verdicts === null ? "" : `${verdicts.broken} were Valid when they were last checked.`;
  const page = batch_id === null ? undefined : `${publicUrl.replace(/\/+$/, "")}/?batch=${batch_id}`;
  const text = [
    `Schedule ${name}`,
    headline,
    error ?? counts,
    broken,
    page === undefined ? "" : `See the results: ${page}`,
  ]
    .filter((line) => line !== "")
    .join("\n\n");
  const html = mailCard([
    heading(headline, `Schedule ${escapeHtml(name)}`),
    ...(verdicts === null
      ? []
      : [
          countCells([
            ["Valid", verdicts.valid],
            ["Invalid", verdicts.invalid],
            ["Error", verdicts.error],
          ]),
          quietLine(broken),
        ]),
    ...(error === null ? [] : [quietLine(escapeHtml(error))]),
    ...(page === undefined ? [] : [link(page, "See the results")]),
  ]);
  return {
    subject: `Symphony: ${error === null ? "more Invalid images" : "a source cannot be checked"}`,
    text: `${text}\n`,
    html,
  };
}
