import type { CellValue } from "@symphony/batch-store";
import { escapeText } from "../../../html/html.ts";

/** Characters that a cell can hold. */
const CELL_MAX_CHARACTERS = 32_767;

/** Indexes of the formats in `STYLES`. */
const FORMAT = { head: 1, text: 2, link: 3 } as const;

/** Text is never a formula, also when somebody edits the cell: `quotePrefix` is what an apostrophe in front means. */
export const STYLES = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><u/><color rgb="FF0563C1"/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** A cell that leads to an address. */
export interface Link {
  href: string;
  text: string;
}

export type Cell = CellValue | Link;

/** Height of a row with a picture, in points. */
export const PICTURE_ROW_POINTS = 78;

/** `A`, …, `Z`, `AA`, … */
export const columnName = (index: number): string =>
  (index < 26 ? "" : columnName(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

export const headRowOf = (columns: readonly string[]): string =>
  `<row r="1">${columns.map((column, i) => textCell(`${columnName(i)}1`, column, FORMAT.head)).join("")}</row>`;

export function rowOf(number: number, cells: readonly Cell[], isTall: boolean): string {
  const height = isTall ? ` ht="${PICTURE_ROW_POINTS}" customHeight="1"` : "";
  return `<row r="${number}"${height}>${cells.map((cell, i) => cellOf(`${columnName(i)}${number}`, cell)).join("")}</row>`;
}

function cellOf(place: string, cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === "string") return textCell(place, cell, FORMAT.text);
  const [href, text] = [cell.href, cell.text].map((part) => escapeText(part.replaceAll('"', '""')));
  return `<c r="${place}" s="${FORMAT.link}" t="str"><f>HYPERLINK(&quot;${href}&quot;,&quot;${text}&quot;)</f><v>${text}</v></c>`;
}

const textCell = (place: string, text: string, format: number): string =>
  `<c r="${place}" s="${format}" t="inlineStr"><is><t xml:space="preserve">${escapeText(text.slice(0, CELL_MAX_CHARACTERS))}</t></is></c>`;
