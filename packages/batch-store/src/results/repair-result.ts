import { putIfAbsent } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { ItemReader } from "../intake/items.ts";
import type { BatchManifest, Item } from "../intake/manifest.ts";
import { csvRecords, recordFromCells } from "./read-csv.ts";
import { encodeRecord } from "./result-record.ts";
import type { ResultRecord } from "./result-record.ts";

/** A file that nothing was asked of for so long is closed: nobody says that the last result was read. */
const IDLE_MS = 5_000;

/**
 * Rebuilds damaged results of a finished batch from its CSV, so that the two go on agreeing. What only the record
 * holds (findings, the size of the image) is lost; where the CSV is damaged too, the result says so.
 *
 * @param csv path of the CSV
 * @returns a function of the item and of the run that its result belongs to
 */
export function createResultRepair(paths: Paths, csv: string, items: ItemReader, manifest: BatchManifest) {
  const { batch_id: batchId } = manifest;
  let rows = csvRecords(csv);
  let [next, current]: [number, string[] | undefined] = [-1, undefined];
  let idle: NodeJS.Timeout | undefined;

  /** Closes the file. It is opened again when the first record is read. */
  const rewind = (): void => {
    void rows.return(undefined);
    [rows, next, current] = [csvRecords(csv), -1, undefined];
  };

  /** Results are mostly asked for in order: the CSV is read once then. The header is record -1. */
  const cellsOf = async (seq: number): Promise<string[] | undefined> => {
    clearTimeout(idle);
    if (seq < next - 1) rewind();
    for (; next <= seq; next += 1) current = (await rows.next()).value as string[] | undefined;
    const cells = current;
    idle = setTimeout(rewind, IDLE_MS).unref();
    return cells;
  };

  return async (seq: number, run: number): Promise<ResultRecord> => {
    const item = await items.read(batchId, seq);
    const cells = await cellsOf(seq).catch(() => undefined);
    const record = cells === undefined ? undefined : recordFromCells(cells, batchId, item);
    if (record === undefined) return lostRecord(manifest, item);
    // On storage that cannot be written it is rebuilt each time.
    await putIfAbsent(paths.result(batchId, run, seq), encodeRecord(record), paths.batch(batchId)).catch(() => false);
    return record;
  };
}

/** The result of an item whose record and CSV are damaged. */
export function lostRecord({ batch_id, accepted_at }: BatchManifest, { seq, name, corrected_in }: Item): ResultRecord {
  const result: ResultRecord["result"] = {
    Image_Path_or_URL: name,
    Is_Valid: "Error",
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: "The result was damaged on disk; send the image again.",
    Error_Category: "internal",
    Processing_Ms: 0,
    Attempts: 0,
  };
  const of = corrected_in === undefined ? {} : { corrected_in };
  return { seq, batch_id, processed_at: accepted_at, near_miss: null, image: null, ...of, result };
}
