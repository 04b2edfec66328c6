/** Pieces of HTML that the usual mail programs show alike: tables, inline styles, no style sheet, no remote pictures. */

/** Dark enough on white (4.5 : 1), and told apart by their words as well. */
const COLOURS: Readonly<Record<string, string>> = { Valid: "#1a7f4b", Invalid: "#b42318", Error: "#8a5a00" };
const FONT = "font-family:Segoe UI,Helvetica,Arial,sans-serif";
export const QUIET = "color:#5b6470;font-size:13px";

/** A card with these pieces below each other. */
export function mailCard(pieces: readonly string[]): string {
  const cells = pieces.map((piece) => `<tr><td style="padding:10px 24px">${piece}</td></tr>`).join("\n");
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f7"><tr><td align="center" style="padding:24px 8px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:10px;color:#1c232b;${FONT};padding:14px 0">
${cells}
</table></td></tr></table>`;
}

export const heading = (text: string, below: string): string =>
  `<h1 style="margin:0;font-size:20px">${text}</h1><p style="margin:4px 0 0;${QUIET}">${below}</p>`;

export function countCells(counts: ReadonlyArray<readonly [string, number]>): string {
  const cells = counts.map(
    ([word, count]) =>
      `<td width="33%" style="padding-right:12px"><div style="font-size:28px;font-weight:600;color:${COLOURS[word] ?? "#1c232b"}">${count}</div><div style="${QUIET}">${word}</div></td>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>${cells.join("")}</tr></table>`;
}

export const quietLine = (html: string): string => `<p style="margin:0;${QUIET}">${html}</p>`;

export const link = (address: string, words: string): string => `<a href="${escapeHtml(address)}">${words}</a>`;

export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
