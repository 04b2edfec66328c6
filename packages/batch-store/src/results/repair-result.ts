import type { BatchManifest, Item } from "../intake/manifest.ts";
import type { ResultRecord } from "./record.ts";
import { csvRecords } from "./csv-records.ts";
import { putOnce } from "../fs/durable.ts";
import type { ItemReader } from "./items.ts";
import type { Paths } from "../fs/paths.ts";
import { recordFromCells } from "./results-csv.ts";
import { encodeRecord } from "./result-records.ts";

/**
 * Makes damaged rows of a finished batch again from its table, so that the two go on saying the same. What only a
 * row holds (the near miss, the image's size) is lost; where the table is damaged too, the row says so.
 */
export interface ResultRepair {
  /** @param generation of the row that is missing */
  mend(seq: number, run: number): Promise<ResultRecord>;
}

export function createResultRepair(paths: Paths, items: ItemReader, manifest: BatchManifest): ResultRepair {
  const { batch_id: batchId } = manifest;
  let table = csvRecords(paths.csv(batchId));
  let [next, current]: [number, string[] | undefined] = [-1, undefined];

  /** Rows are mostly asked for in order: the table is read once then. */
  const recordOf = async (seq: number): Promise<string[] | undefined> => {
    if (seq < next - 1) [table, next] = [csvRecords(paths.csv(batchId)), -1];
    for (; next <= seq; next += 1) current = (await table.next()).value as string[] | undefined;
    return current;
  };

  return {
    async mend(seq, run) {
      const item = await items.read(batchId, seq);
      const cells = await recordOf(seq).catch(() => undefined);
      const record = cells === undefined ? undefined : recordFromCells(cells, batchId, item);
      if (record === undefined) return lostRecord(manifest, item);
      // On storage that cannot be written it is made again each time.
      await putOnce(paths.record(batchId, run, seq), encodeRecord(record), paths.batch(batchId)).catch(() => false);
      return record;
    },
  };
}

function lostRecord({ batch_id, accepted_at }: BatchManifest, { seq, name }: Item): ResultRecord {
  const Error = "The result was damaged on disk; send the image again.";
  const result: ResultRecord["result"] = {
    Image_Path_or_URL: name,
    Is_Valid: "Error",
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error,
    Error_Category: "internal",
    Processing_Ms: 0,
    Attempts: 0,
  };
  return { seq, batch_id, processed_at: accepted_at, near_miss: null, image: null, result };
}
