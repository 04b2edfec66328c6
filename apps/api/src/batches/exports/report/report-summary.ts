import type { BatchManifest } from "@symphony/batch-store";
import type { BatchRecord, ResultFilter } from "@symphony/contract";
import { html } from "../../../html/html.ts";
import type { Html } from "../../../html/html.ts";
import type { ReportFacts } from "./report-facts.ts";
import { errorsText, shortTime } from "./report-rows.ts";

type Fact = readonly [name: string, value: string | undefined];

export interface Summary {
  manifest: BatchManifest;
  record: BatchRecord;
  facts: ReportFacts;
  filter: ResultFilter;
  /** For readers from elsewhere: without the id of the batch, and without what colleagues noted. */
  anonymous: boolean;
}

export function reportSummary({ manifest, record, facts, filter, anonymous }: Summary): Html {
  const { Valid, Invalid, Error } = facts.counts;
  const matched = Valid + Invalid + Error;
  const known: readonly Fact[] = [
    ["Supplier", record.supplier ?? undefined],
    ["Batch", anonymous ? undefined : manifest.batch_id],
    ["Note", anonymous ? undefined : (record.note ?? undefined)],
    ["Images", matched === manifest.total ? `${matched}` : `${matched} of ${manifest.total}`],
    ["Shown", filterText(filter)],
    ["Verdicts", `${Valid} valid, ${Invalid} invalid, ${errorsText(Error)}`],
    ["Reviewed", `${facts.reviewed}${facts.overridden === 0 ? "" : `, ${facts.overridden} overridden`}`],
    ["Reviewers", listOf(facts.reviewers)],
    ["Brand", listOf(facts.brands)],
    ["Threshold", thresholdsOf(record) ?? listOf(facts.thresholds)],
    ["Models", record.model ?? undefined],
    ["Runs", record.runs.length > 1 ? `${record.runs.length}` : undefined],
    ["Sent", shortTime(manifest.accepted_at)],
    ["Checked", record.completed_at === null ? undefined : shortTime(record.completed_at)],
    ["State", record.status === "cancelled" ? "cancelled before all images were checked" : undefined],
    ["Report made", shortTime(new Date().toISOString())],
  ];
  return html`<header>
    <h1>${record.title ?? "Logo check"}</h1>
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

/** By stage, of the newest results. */
function thresholdsOf({ thresholds }: BatchRecord): string | undefined {
  const stages = Object.entries(thresholds).map(([stage, threshold]) => `${stage} ${threshold}`);
  return stages.length === 0 ? undefined : stages.join(", ");
}

const listOf = (values: ReadonlySet<string | number>): string | undefined =>
  values.size === 0 ? undefined : [...values].join(", ");

/** The conditions under which images are in the report. */
function filterText(filter: ResultFilter): string | undefined {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : given.map(([key, value]) => `${key} ${String(value)}`).join(", ");
}
