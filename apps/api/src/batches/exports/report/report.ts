import { Readable } from "node:stream";
import type { BatchManifest } from "@symphony/batch-store";
import type { ResultFilter } from "@symphony/contract";
import type { ApiDeps } from "../../../deps.ts";
import { html } from "../../../html/html.ts";
import type { Html } from "../../../html/html.ts";
import { PAGE_END, pageHead } from "../../../html/page.ts";
import { skippedOf } from "../../../upload/skipped.ts";
import { readBatchRecord } from "../../record/read-record.ts";
import { imageAddress } from "../image-address.ts";
import { picturesOf } from "./data-picture.ts";
import { readReportFacts } from "./report-facts.ts";
import type { ReportFacts } from "./report-facts.ts";
import { failureRow, otherRow } from "./report-rows.ts";
import { reportSummary } from "./report-summary.ts";

/** Where people look at an image. */
type AddressOf = (seq: number) => string | undefined;

export interface ReportOptions {
  /** For readers who must not learn the id of the batch, which gives more access than they have. */
  anonymous?: boolean;
}

/** One printable page: the facts, then invalid images and errors with their pictures, then the rest, then what was left out. */
export function reportOf(
  deps: ApiDeps,
  manifest: BatchManifest,
  filter: ResultFilter,
  { anonymous = false }: ReportOptions = {},
): Readable {
  const addressOf: AddressOf = (seq) =>
    anonymous ? undefined : imageAddress(deps.config.PUBLIC_URL, manifest.batch_id, seq);
  async function* pieces(): AsyncGenerator<Html> {
    const record = await readBatchRecord(deps, manifest.batch_id);
    yield pageHead(`${record.title ?? "Logo check"}, ${manifest.created_at.slice(0, 10)}`);
    // Something is sent before a large batch is read: proxies do not wait for long.
    const facts = await readReportFacts(deps, manifest, filter);
    yield reportSummary({ manifest, record, facts, filter, anonymous });
    yield* failureSection(deps, manifest, facts, addressOf);
    yield* otherSection(facts, addressOf);
    yield skippedSection(manifest);
    yield PAGE_END;
  }
  async function* text(): AsyncGenerator<string> {
    for await (const piece of pieces()) yield piece.text;
  }
  return Readable.from(text());
}

async function* failureSection(
  deps: ApiDeps,
  manifest: BatchManifest,
  facts: ReportFacts,
  addressOf: AddressOf,
): AsyncGenerator<Html> {
  const { Invalid, Error } = facts.counts;
  const count = Invalid + Error;
  yield html`<h2>Invalid: ${Invalid}${Error > 0 && `, errors: ${Error}`}</h2>`;
  if (count === 0) return;
  yield html`<table>
    <thead>
      <tr>
        <th>Picture and mark</th>
        <th>Image</th>
        <th>Verdict</th>
        <th>Machine</th>
        <th>Review</th>
      </tr>
    </thead>
    <tbody>
   `;
  for (const item of facts.failures)
    yield failureRow(item, await picturesOf(deps, manifest.batch_id, item), addressOf(item.seq));
  yield html`</tbody></table>${more(count - facts.failures.length, "are invalid or could not be checked")}`;
}

function* otherSection(facts: ReportFacts, addressOf: AddressOf): Generator<Html> {
  yield html`<h2>Valid: ${facts.counts.Valid}</h2>`;
  if (facts.counts.Valid === 0) return;
  yield html`<table>
    <thead>
      <tr>
        <th>Image</th>
        <th>Verdict</th>
        <th>Review</th>
      </tr>
    </thead>
    <tbody>
   `;
  for (const item of facts.others) yield otherRow(item, addressOf(item.seq));
  yield html`</tbody></table>${more(facts.counts.Valid - facts.others.length, "are valid")}`;
}

const more = (count: number, what: string): Html | null =>
  count <= 0 ? null : html`<p><strong>${count} more ${what}</strong>; the CSV and the workbook list all of them.</p>`;

function skippedSection(manifest: BatchManifest): Html {
  const { skipped, skipped_count: count } = skippedOf(manifest);
  if (count === 0) return html``;
  return html`<h2>Left out of the batch: ${count}</h2>
    <table>
      <thead>
        <tr>
          <th>File</th>
          <th>Reason</th>
        </tr>
      </thead>
      <tbody>
        ${skipped.map(
          ({ name, reason }) =>
            html`<tr>
              <td>${name}</td>
              <td>${reason}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${count > skipped.length && html`<p>${count - skipped.length} more were left out.</p>`}`;
}
