import type { BatchId, Status } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { STATUS, statusKey } from "./statuses.ts";

/** Knows which batches are being waited for. */
export interface Ends {
  /** This page has sent the batch: its end is news even if nobody saw it run. */
  expect(id: BatchId): void;
}

/**
 * Tells once of each batch that ran while the page was there that it is finished. It looks at what is known
 * of a batch, not at where the news came from: a socket's frame, its snapshot after a break, or an answer.
 */
export function watchEnds(queries: QueryClient, onEnd: (status: Status) => void): Ends {
  const batches = new Map<BatchId, "awaited" | "told">();

  const note = (status: Status): void => {
    const { batch_id: id } = status;
    if (status.status !== "completed") batches.set(id, "awaited");
    else if (batches.get(id) === "awaited") {
      batches.set(id, "told");
      onEnd(status);
    }
  };

  queries.getQueryCache().subscribe(({ query }) => {
    if (query.queryKey[0] === STATUS && query.state.data !== undefined) note(query.state.data as Status);
  });

  return {
    expect(id) {
      if (!batches.has(id)) batches.set(id, "awaited");
      const known = queries.getQueryData<Status>(statusKey(id));
      if (known !== undefined) note(known);
    },
  };
}
