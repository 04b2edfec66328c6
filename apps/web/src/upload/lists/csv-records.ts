import { parse } from "csv-parse/browser/esm/sync";

export interface CsvRecord {
  cells: string[];
  /** The record as it stands in the file. */
  line: string;
}

/** In this order where several fit equally well. */
const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Records that the delimiter is chosen by. */
const SAMPLE_RECORDS = 100;

/**
 * The records of a CSV text. The delimiter is the one that gives most records the same number of cells.
 *
 * @throws {Error} with the place, e.g. when a quote is not closed
 */
export function parseCsvRecords(text: string): CsvRecord[] {
  return records(text, delimiterOf(text)).map(({ record, raw }) => ({ cells: record, line: raw.trim() }));
}

const records = (text: string, delimiter: string, to = -1): Array<{ record: string[]; raw: string }> =>
  parse(text, {
    bom: true,
    delimiter,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    to,
    trim: true,
  }) as unknown as Array<{ record: string[]; raw: string }>;

function delimiterOf(text: string): string {
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: recordsAlike(text, delimiter) }));
  return scores.reduce((best, each) => (each.score > best.score ? each : best)).delimiter;
}

/** How many records have the commonest number of cells, among those with several. */
function recordsAlike(text: string, delimiter: string): number {
  const counts = new Map<number, number>();
  try {
    for (const { record } of records(text, delimiter, SAMPLE_RECORDS))
      if (record.length > 1) counts.set(record.length, (counts.get(record.length) ?? 0) + 1);
  } catch {
    return 0;
  }
  return Math.max(0, ...counts.values());
}
