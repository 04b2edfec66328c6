import { durationOf } from "@symphony/batch-store";
import type { Final, BatchManifest } from "@symphony/batch-store";
import { leftOutOf, leftOutText } from "./left-out.ts";
import { summaryHtml } from "./summary-html.ts";

export interface SummaryFacts {
  manifest: BatchManifest;
  final: Final;
  /** Where people open the web page. */
  publicUrl: string;
  /** Whether results.csv is attached; otherwise it is linked. */
  attached: boolean;
  /** Content ids of pictures of Invalid images. */
  pictures?: readonly string[];
}

/**
 * The mail of a finished batch, as text and as HTML. It holds no free text of a user: only ids, numbers,
 * words of closed lists, and the operator's own URL.
 */
export function composeSummary({ manifest, final, publicUrl, attached, pictures = [] }: SummaryFacts): {
  subject: string;
  text: string;
  html: string;
} {
  const base = publicUrl.replace(/\/+$/, "");
  const page = `${base}/?batch=${final.batch_id}`;
  const csv = `${base}/api/check-logo/batch/export-csv/${final.batch_id}`;
  const { total, valid, invalid, error } = final.counts;
  const duration = durationText(durationOf(manifest, final));
  const headline = `${total} ${total === 1 ? "image" : "images"}, ${final.status} after ${duration}`;
  const counts: Array<[string, number]> = [
    ["Valid", valid],
    ["Invalid", invalid],
    ["Error", error],
  ];
  const errors = Object.entries(final.errors_by_category)
    .sort(([, a], [, b]) => b - a)
    .map(([category, count]): [string, number] => [category.replaceAll("_", " "), count]);
  const leftOut = leftOutOf(manifest);
  const table = attached ? "All results are attached as CSV." : "All results as CSV:";

  const lines = (results: ReadonlyArray<readonly [string, number]>): string =>
    results.map(([word, count]) => `  ${word}: ${count}`).join("\n");
  const text = [
    `Batch ${final.batch_id}`,
    headline,
    lines(counts),
    ...(errors.length === 0 ? [] : [`Errors by reason\n${lines(errors)}`]),
    ...(leftOut.count === 0 ? [] : [`${leftOutText(leftOut.count)}\n${lines(leftOut.reasons)}`]),
    `See the results: ${page}`,
    attached ? table : `${table} ${csv}`,
  ].join("\n\n");

  const html = summaryHtml({
    batchId: final.batch_id,
    headline,
    counts,
    errors,
    leftOut,
    page,
    csv: attached ? undefined : csv,
    pictures,
  });
  return { subject: `Symphony: batch ${final.batch_id} is ${final.status}`, text: `${text}\n`, html };
}

function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  return parts
    .filter(([count, unit]) => count > 0 || (unit === "s" && seconds < 60))
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
