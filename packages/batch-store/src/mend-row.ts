import type { Accepted, Item, Row } from "@symphony/contract";
import { csvRecords } from "./csv-records.ts";
import { putOnce } from "./durable.ts";
import type { ItemReader } from "./items.ts";
import type { Paths } from "./paths.ts";
import { rowOfCells } from "./results-csv.ts";
import { encodeRow } from "./rows.ts";

/**
 * Makes damaged rows of a finished batch again from its table, so that the two go on saying the same. What only a
 * row holds (the near miss, the image's size) is lost; where the table is damaged too, the row says so.
 */
export interface RowMender {
  /** @param generation of the row that is missing */
  mend(seq: number, generation: number): Promise<Row>;
}

export function createRowMender(paths: Paths, items: ItemReader, accepted: Accepted): RowMender {
  const { batch_id: batchId } = accepted;
  let table = csvRecords(paths.csv(batchId));
  let [next, current]: [number, string[] | undefined] = [-1, undefined];

  /** Rows are mostly asked for in order: the table is read once then. */
  const recordOf = async (seq: number): Promise<string[] | undefined> => {
    if (seq < next - 1) [table, next] = [csvRecords(paths.csv(batchId)), -1];
    for (; next <= seq; next += 1) current = (await table.next()).value as string[] | undefined;
    return current;
  };

  return {
    async mend(seq, generation) {
      const item = await items.read(batchId, seq);
      const cells = await recordOf(seq).catch(() => undefined);
      const row = cells === undefined ? undefined : rowOfCells(cells, batchId, item);
      if (row === undefined) return lostRow(accepted, item);
      // On storage that cannot be written it is made again each time.
      await putOnce(paths.row(batchId, generation, seq), encodeRow(row), paths.batch(batchId)).catch(() => false);
      return row;
    },
  };
}

function lostRow({ batch_id, accepted_at }: Accepted, { seq, name }: Item): Row {
  const Error = "The result was damaged on disk; send the image again.";
  const result: Row["result"] = {
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
