import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import type { BatchId } from "@symphony/contract";
import type { Item } from "../intake/manifest.ts";
import { resultRecordSchema } from "./result-record.ts";
import type { ResultRecord } from "./result-record.ts";
import { neutralise } from "./results-csv.ts";

/**
 * The records of an RFC 4180 file one by one, header included. A damaged file gives what can be read of it: a file
 * that ends inside a record ends before that record.
 */
export async function* csvRecords(path: string): AsyncGenerator<string[]> {
  const parser = parse({
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_error: true,
  });
  // The iteration below reports a failure.
  pipeline(createReadStream(path), parser, () => undefined);
  yield* parser as AsyncIterable<string[]>;
}

/** Undoes `neutralise`. */
const plain = (cell: string): string =>
  cell.startsWith("'") && neutralise(cell.slice(1)) === cell ? cell.slice(1) : cell;
const orNull = <T>(cell: string | undefined, parse: (cell: string) => T): T | null =>
  cell === undefined || cell === "" ? null : parse(cell);

/** The result that a CSV record was made of, or `undefined` when the record is another item's or damaged. */
export function recordFromCells(
  cells: readonly string[],
  batchId: BatchId,
  { seq, name, corrected_in }: Item,
): ResultRecord | undefined {
  const [
    displayedName,
    verdict,
    confidence,
    stage,
    box,
    sentence,
    category,
    milliseconds,
    attempts,
    batch,
    processed_at,
  ] = cells;
  if (displayedName !== neutralise(name) || batch !== batchId) return undefined;
  try {
    const result = {
      Image_Path_or_URL: name,
      Is_Valid: verdict,
      Confidence: orNull(confidence, Number),
      Detected_By: orNull(stage, plain),
      Bounding_Box: orNull(box, JSON.parse),
      Error: orNull(sentence, plain),
      Error_Category: orNull(category, String),
      Processing_Ms: Number(milliseconds),
      Attempts: Number(attempts),
    };
    const facts = { seq, batch_id: batchId, corrected_in, processed_at, near_miss: null, image: null };
    return resultRecordSchema.safeParse({ ...facts, result }).data;
  } catch {
    return undefined;
  }
}
