import { countsFrom } from "@symphony/contract";
import type { Accepted, BatchId, Counts } from "@symphony/contract";
import type { BatchStore } from "@symphony/batch-store";

/** How long a batch is said to stand as its rows once said. */
const KEPT_MS = 3_000;

/** A batch by its rows. */
export interface RowStanding {
  counts: Counts;
  /** Progress events so far. */
  events: number;
  startedAt: string;
}

export type Standings = (accepted: Accepted) => Promise<RowStanding>;

/**
 * Reads how batches stand from their rows, once for all who ask at about the same time: while Redis is away every open
 * page does, every two seconds, and a large batch takes seconds to read.
 */
export function createStandings(store: BatchStore): Standings {
  const known = new Map<BatchId, Promise<RowStanding>>();
  const read = async (accepted: Accepted): Promise<RowStanding> => {
    const { verdicts, events, startedAt } = await store.standing(accepted);
    return { counts: countsFrom(accepted, verdicts), events, startedAt };
  };
  return (accepted) => {
    const { batch_id: id } = accepted;
    const present = known.get(id);
    if (present !== undefined) return present;
    const reading = read(accepted);
    known.set(id, reading);
    reading.then(
      () => setTimeout(() => known.delete(id), KEPT_MS).unref(),
      () => known.delete(id),
    );
    return reading;
  };
}
