import { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { effectiveOf } from "@symphony/contract";
import type { Review, Skipped } from "@symphony/contract";
import type { ResultRecord } from "./result-record.ts";

/** The first six columns are what existing readers expect; the rest follows. */
export const COLUMNS = [
  "Image_Path_or_URL",
  "Is_Valid",
  "Confidence",
  "Detected_By",
  "Bounding_Box",
  "Error",
  "Error_Category",
  "Processing_Ms",
  "Attempts",
  "Batch_Id",
  "Processed_At",
  "Closest_Match_Confidence",
  "Threshold",
  "Reviewed_Verdict",
  "Reviewed_By",
  "Reviewed_At",
  "Review_Note",
  "Effective",
] as const;

/** The last column of a batch that names several brands: the verdict on each, as JSON. */
const BRANDS = "Brands";

/** A batch as far as its columns depend on it. */
export type ColumnsOf = Readonly<{ brands?: readonly unknown[] | undefined }>;

const hasBrands = ({ brands = [] }: ColumnsOf): boolean => brands.length > 1;

/** Batches of one brand have the columns that they always had. */
export const columnsOf = (batch: ColumnsOf): readonly string[] => (hasBrands(batch) ? [...COLUMNS, BRANDS] : COLUMNS);

/**
 * What a spreadsheet would run, also behind leading blanks or a line break inside the cell
 * (OWASP, "CSV Injection"; the full-width forms are what some locales type for `+ - = @`).
 */
const FORMULA = /(^|[\r\n])[^\S\r\n]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** A text cell that no spreadsheet takes for a formula: an apostrophe in front keeps it text. */
export function neutralise(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

const cellsOf = (record: ResultRecord, review: Review | null, batch: ColumnsOf): CellValue[] =>
  valuesOf(record, review, batch).map((value) => (typeof value === "string" ? neutralise(value) : value));

export type CellValue = string | number | null;

/** What is in the columns, as it is: a writer has to keep text from becoming a formula. */
export function valuesOf(record: ResultRecord, review: Review | null, batch: ColumnsOf): CellValue[] {
  const { result } = record;
  return [
    result.Image_Path_or_URL,
    result.Is_Valid,
    result.Confidence,
    result.Detected_By,
    result.Bounding_Box === null ? null : JSON.stringify(result.Bounding_Box),
    result.Error,
    result.Error_Category,
    result.Processing_Ms,
    result.Attempts,
    record.batch_id,
    record.processed_at,
    record.near_miss?.confidence ?? null,
    record.threshold ?? null,
    review?.verdict ?? null,
    review?.by ?? null,
    review?.at ?? null,
    review === null ? null : noteCell(review),
    effectiveOf(result, review),
    ...(hasBrands(batch) ? [brandsCell(record)] : []),
  ];
}

const brandsCell = ({ brands = [] }: ResultRecord): string =>
  JSON.stringify(Object.fromEntries(brands.map(({ name, verdict }) => [name, verdict])));

/** Reason and note in one cell, as the columns are fixed. */
function noteCell({ reason, note }: Review): string | null {
  const text = [reason, note].filter((each) => each !== null).join(": ");
  return text === "" ? null : text;
}

/** A file that was left out, in the same columns. It has no result. */
function cellsOfSkipped({ name, reason }: Skipped, batch: ColumnsOf): unknown[] {
  const cells = Array.from<unknown>({ length: columnsOf(batch).length }).fill(null);
  const set = (column: (typeof COLUMNS)[number], value: string): void => void (cells[COLUMNS.indexOf(column)] = value);
  set("Image_Path_or_URL", neutralise(name));
  set("Is_Valid", "Skipped");
  set("Error", neutralise(reason));
  return cells;
}

export interface CsvOptions {
  /** The batch of the results; default: one of one brand. */
  batch?: ColumnsOf;
  /** Begins with a byte order mark. */
  bom?: boolean;
  delimiter?: string;
  /** Rows after those of the results. */
  skipped?: readonly Skipped[];
  /** What was decided about an item. Without it the review columns are empty and the machine's verdict counts. */
  reviewOf?: (seq: number) => Promise<Review | null>;
}

/** Results as RFC 4180 text in UTF-8, header first. Records are taken one by one, as fast as the reader reads. */
export function csvOf(
  results: AsyncIterable<ResultRecord>,
  { bom = false, delimiter = ",", skipped = [], reviewOf = async () => null, batch = {} }: CsvOptions = {},
): Readable {
  async function* records(): AsyncGenerator<unknown[]> {
    for await (const record of results) yield cellsOf(record, await reviewOf(record.seq), batch);
    for (const each of skipped) yield cellsOfSkipped(each, batch);
  }
  return csvOfRows(columnsOf(batch), records(), { bom, delimiter });
}

/** Rows as RFC 4180 text in UTF-8, header first. Cells of text from others are neutralised by the caller. */
export function csvOfRows(
  columns: readonly string[],
  rows: AsyncIterable<unknown[]>,
  { bom = false, delimiter = "," }: Pick<CsvOptions, "bom" | "delimiter"> = {},
): Readable {
  // The library quotes only its own line end, CR LF; a lone CR or LF inside a cell would end the record.
  const csv = stringify({
    bom,
    delimiter,
    header: true,
    columns: [...columns],
    record_delimiter: "windows",
    quoted_match: /[\r\n]/,
  });
  const source = Readable.from(rows);
  source.on("error", (error) => csv.destroy(error));
  csv.on("close", () => source.destroy());
  return source.pipe(csv);
}
