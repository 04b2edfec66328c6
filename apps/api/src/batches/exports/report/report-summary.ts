import type { BatchManifest } from "@symphony/batch-store";
import type { ResultFilter, Status } from "@symphony/contract";
import { html } from "../../../html/html.ts";
import type { Html } from "../../../html/html.ts";
import type { ReportFacts } from "./report-facts.ts";
import { shortTime } from "./report-rows.ts";

type Fact = readonly [name: string, value: string | undefined];

export function reportSummary(
  manifest: BatchManifest,
  status: Status,
  facts: ReportFacts,
  filter: ResultFilter,
  anonymous: boolean,
): Html {
  const { Valid, Invalid, Error } = facts.counts;
  const matched = Valid + Invalid + Error;
  const known: readonly Fact[] = [
    ["Batch", anonymous ? undefined : manifest.batch_id],
    ["Images", matched === status.total ? `${matched}` : `${matched} of ${status.total}`],
    ["Shown", filterText(filter)],
    ["Verdicts", `${Valid} valid, ${Invalid} invalid, ${Error} failed`],
    ["Reviewed", `${facts.reviewed}${facts.overridden === 0 ? "" : `, ${facts.overridden} overridden`}`],
    ["Reviewers", listOf(facts.reviewers)],
    ["Brand", listOf(facts.brands)],
    ["Threshold", listOf(facts.thresholds)],
    ["Sent", shortTime(manifest.accepted_at)],
    ["Checked", status.completed_at === null ? undefined : shortTime(status.completed_at)],
    ["State", status.status === "cancelled" ? "cancelled before all images were checked" : undefined],
    ["Report made", shortTime(new Date().toISOString())],
  ];
  return html`<header>
    <h1>Logo check</h1>
    <dl>
      ${known.map(
        ([name, value]) =>
          value !== undefined &&
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </header>`;
}

const listOf = (values: ReadonlySet<string | number>): string | undefined =>
  values.size === 0 ? undefined : [...values].join(", ");

/** The conditions under which images are in the report. */
function filterText(filter: ResultFilter): string | undefined {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : given.map(([key, value]) => `${key} ${String(value)}`).join(", ");
}
