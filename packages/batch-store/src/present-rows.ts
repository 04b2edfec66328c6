import { setImmediate } from "node:timers/promises";
import type { Accepted, Row } from "@symphony/contract";
import { readControl, readRetry } from "./control.ts";
import { readFinal } from "./final.ts";
import type { ItemReader } from "./items.ts";
import { createRowMender } from "./mend-row.ts";
import type { Paths } from "./paths.ts";
import type { Rows } from "./rows.ts";

/** Rows after which all who read wait while others are let in between: where no step is handed over, nothing else does that. */
const ROWS_AT_A_TIME = 64;

export type RowReader = (seq: number) => Promise<Row | undefined>;

/**
 * In which generation an item was last to be judged. Its row of an earlier one does not stand in for the one
 * that is missing there: it says what is not true any more.
 */
async function lastGenerations(
  paths: Paths,
  { batch_id }: Accepted,
  generation: number,
): Promise<(seq: number) => number> {
  const retries: Array<{ generation: number; seqs: ReadonlySet<number> }> = [];
  for (let each = generation; each > 0; each -= 1)
    retries.push({ generation: each, seqs: new Set((await readRetry(paths, batch_id, each)).seqs) });
  return (seq) => retries.find(({ seqs }) => seqs.has(seq))?.generation ?? 0;
}

/** Reads the rows that count in a generation; items without one are still to be judged, or their row was damaged. */
export async function openPresentRows(
  paths: Paths,
  rows: Rows,
  accepted: Accepted,
  generation: number,
): Promise<RowReader> {
  const last = await lastGenerations(paths, accepted, generation);
  let reads = 0;
  let turn: Promise<void> | undefined;
  return async (seq) => {
    reads += 1;
    if (reads % ROWS_AT_A_TIME === 0) turn = setImmediate();
    await turn;
    return rows.newest(accepted.batch_id, seq, generation, last(seq));
  };
}

/**
 * Reads rows for people: of a batch that runs the newest there is of each item, of one that is finished a row of
 * every item, a damaged one made again from the table.
 */
export async function openShownRows(
  paths: Paths,
  rows: Rows,
  items: ItemReader,
  accepted: Accepted,
): Promise<RowReader> {
  const { batch_id: batchId } = accepted;
  const { generation } = await readControl(paths, batchId);
  if ((await readFinal(paths, batchId)) === undefined) return (seq) => rows.newest(batchId, seq, generation);
  const last = await lastGenerations(paths, accepted, generation);
  const mender = createRowMender(paths, items, accepted);
  return async (seq) => (await rows.newest(batchId, seq, generation, last(seq))) ?? mender.mend(seq, last(seq));
}
