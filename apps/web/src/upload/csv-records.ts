import { parse } from "csv-parse/browser/esm/sync";

export interface CsvRecord {
  cells: string[];
  /** The record as it stands in the file. */
  line: string;
}

const DELIMITERS = [",", ";", "\t"];

/**
 * The records of a CSV text. The delimiter is the one that the first line has.
 *
 * @throws {Error} with the place, e.g. when a quote is not closed
 */
export function parseCsvRecords(text: string): CsvRecord[] {
  const [firstLine = ""] = text.split(/\r\n|\r|\n/, 1);
  const records = parse(text, {
    bom: true,
    delimiter: DELIMITERS.find((each) => firstLine.includes(each)) ?? ",",
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as Array<{ record: string[]; raw: string }>;
  return records.map(({ record, raw }) => ({ cells: record, line: raw.trim() }));
}
