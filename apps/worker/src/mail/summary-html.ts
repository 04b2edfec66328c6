import { leftOutText } from "./left-out.ts";
import type { LeftOut } from "./left-out.ts";
import { countCells, escapeHtml, heading, link, mailCard, QUIET, quietLine } from "./mail-html.ts";

/** What the HTML part of a summary shows. All of it is ours: ids, numbers, words of closed lists, the operator's URL. */
export interface SummaryView {
  batchId: string;
  headline: string;
  counts: ReadonlyArray<readonly [string, number]>;
  errors: ReadonlyArray<readonly [string, number]>;
  leftOut: LeftOut;
  /** Where people open the results. */
  page: string;
  /** Where the CSV is; `undefined` when it is attached. */
  csv: string | undefined;
  /** Content ids of pictures of Invalid images. */
  pictures: readonly string[];
}

export function summaryHtml({ batchId, headline, counts, errors, leftOut, page, csv, pictures }: SummaryView): string {
  return mailCard([
    heading(headline, `Batch ${batchId}`),
    countCells(counts),
    ...(errors.length === 0 ? [] : [quietLine(`Errors by reason: ${listOf(errors)}`)]),
    ...(leftOut.count === 0
      ? []
      : [quietLine(`${leftOutText(leftOut.count)}: ${escapeHtml(listOf(leftOut.reasons))}`)]),
    button(page),
    ...(pictures.length === 0 ? [] : [gallery(pictures, page)]),
    quietLine(csv === undefined ? "All results are attached as CSV." : link(csv, "All results as CSV")),
  ]);
}

const listOf = (counted: ReadonlyArray<readonly [string, number]>): string =>
  counted.map(([word, count]) => `${word} ${count}`).join(", ");

const button = (page: string): string =>
  `<a href="${escapeHtml(page)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1b5fc1;color:#ffffff;text-decoration:none;font-weight:600">See the results</a>`;

function gallery(pictures: readonly string[], page: string): string {
  const images = pictures.map(
    (cid) =>
      `<a href="${escapeHtml(page)}"><img src="cid:${cid}" width="116" alt="Image without the mark" style="margin:0 6px 6px 0;border-radius:4px;border:0"></a>`,
  );
  return `<p style="margin:0 0 6px;${QUIET}">Without the mark</p>${images.join("")}`;
}
