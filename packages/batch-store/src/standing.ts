import pLimit from "p-limit";
import { allItems } from "@symphony/contract";
import type { Accepted, Control, Verdict } from "@symphony/contract";
import { readControl, readRetry } from "./control.ts";
import type { Paths } from "./paths.ts";
import { pendingSeqs } from "./pending-list.ts";
import { openPresentRows } from "./present-rows.ts";
import type { Rows } from "./rows.ts";

/** Rows read at once: some 13,000 a second, against 2,000 one by one. */
const READS_IN_FLIGHT = 64;

/** How far a batch is, by its rows. */
export interface Standing {
  status: Control["status"];
  /** By seq, of the items that are done in the present generation or need not be done again. */
  verdicts: Map<number, Verdict>;
  /** Progress events that these rows stand for, those of earlier generations included. */
  events: number;
  /** When the present generation began. */
  startedAt: string;
}

/** Reads all rows of a batch: for counters that were lost, and while Redis is away. */
export async function readStanding(paths: Paths, rows: Rows, accepted: Accepted): Promise<Standing> {
  const { batch_id: batchId } = accepted;
  const { status, generation } = await readControl(paths, batchId);
  const pending = new Set<number>();
  for await (const seq of pendingSeqs(paths, accepted)) pending.add(seq);
  const verdicts = new Map<number, Verdict>();
  const read = await openPresentRows(paths, rows, accepted, generation);
  const limit = pLimit(READS_IN_FLIGHT);
  await limit.map(
    allItems(accepted).filter((seq) => !pending.has(seq)),
    async (seq) => {
      const row = await read(seq);
      if (row !== undefined) verdicts.set(seq, row.result.Is_Valid);
    },
  );
  const { accepted_at: acceptedAt } = accepted;
  if (generation === 0) return { status, verdicts, events: verdicts.size, startedAt: acceptedAt };
  const retry = await readRetry(paths, batchId, generation);
  return {
    status,
    verdicts,
    events: retry.events_before + retry.seqs.length - pending.size,
    startedAt: retry.began_at ?? acceptedAt,
  };
}
