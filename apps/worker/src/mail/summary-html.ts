/** What the HTML part of a summary shows. All of it is ours: ids, numbers, words of closed lists, the operator's URL. */
export interface SummaryView {
  batchId: string;
  headline: string;
  counts: ReadonlyArray<readonly [string, number]>;
  errors: ReadonlyArray<readonly [string, number]>;
  /** Where people open the results. */
  page: string;
  /** Where the CSV is; `undefined` when it is attached. */
  csv: string | undefined;
  /** Content ids of pictures of Invalid images. */
  pictures: readonly string[];
}

/** Dark enough on white (4.5 : 1), and told apart by their words as well. */
const COLOURS: Readonly<Record<string, string>> = { Valid: "#1a7f4b", Invalid: "#b42318", Error: "#8a5a00" };
const FONT = "font-family:Segoe UI,Helvetica,Arial,sans-serif";
const QUIET = "color:#5b6470;font-size:13px";

/**
 * The summary as HTML that the usual mail programs show alike: tables, inline styles, no style sheet, no remote
 * pictures.
 */
export function summaryHtml({ batchId, headline, counts, errors, page, csv, pictures }: SummaryView): string {
  const rows = [
    `<h1 style="margin:0;font-size:20px">${headline}</h1><p style="margin:4px 0 0;${QUIET}">Batch ${batchId}</p>`,
    countCells(counts),
    ...(errors.length === 0 ? [] : [errorList(errors)]),
    button(page),
    ...(pictures.length === 0 ? [] : [gallery(pictures, page)]),
    `<p style="margin:0;${QUIET}">${csv === undefined ? "All results are attached as CSV." : link(csv, "All results as CSV")}</p>`,
  ];
  const cells = rows.map((row) => `<tr><td style="padding:10px 24px">${row}</td></tr>`).join("\n");
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f7"><tr><td align="center" style="padding:24px 8px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:10px;color:#1c232b;${FONT};padding:14px 0">
${cells}
</table></td></tr></table>`;
}

function countCells(counts: SummaryView["counts"]): string {
  const cells = counts.map(
    ([word, count]) =>
      `<td width="33%" style="padding-right:12px"><div style="font-size:28px;font-weight:600;color:${COLOURS[word] ?? "#1c232b"}">${count}</div><div style="${QUIET}">${word}</div></td>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>${cells.join("")}</tr></table>`;
}

const errorList = (errors: SummaryView["errors"]): string =>
  `<p style="margin:0;${QUIET}">Errors by reason: ${errors.map(([word, count]) => `${word} ${count}`).join(", ")}</p>`;

const button = (page: string): string =>
  `<a href="${escapeHtml(page)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1b5fc1;color:#ffffff;text-decoration:none;font-weight:600">See the results</a>`;

function gallery(pictures: readonly string[], page: string): string {
  const images = pictures.map(
    (cid) =>
      `<a href="${escapeHtml(page)}"><img src="cid:${cid}" width="116" alt="Image without the mark" style="margin:0 6px 6px 0;border-radius:4px;border:0"></a>`,
  );
  return `<p style="margin:0 0 6px;${QUIET}">Without the mark</p>${images.join("")}`;
}

const link = (address: string, words: string): string => `<a href="${escapeHtml(address)}">${words}</a>`;

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
