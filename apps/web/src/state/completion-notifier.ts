import type { BatchId, Status } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { STATUS, statusKey } from "./statuses.ts";

export interface CompletionNotifier {
  /** For a batch that this page has sent: its completion is reported even if it was never seen running. */
  expect(id: BatchId): void;
}

/**
 * Reports each batch that was seen running once when it is completed. It subscribes to the known statuses, so
 * that it does not matter where they come from: a progress event, the snapshot after a reconnect, or a response.
 */
export function createCompletionNotifier(
  queries: QueryClient,
  onCompleted: (status: Status) => void,
): CompletionNotifier {
  const batches = new Map<BatchId, "expected" | "reported">();

  const check = (status: Status): void => {
    const { batch_id: id } = status;
    if (status.status !== "completed") batches.set(id, "expected");
    else if (batches.get(id) === "expected") {
      batches.set(id, "reported");
      onCompleted(status);
    }
  };

  queries.getQueryCache().subscribe(({ query }) => {
    if (query.queryKey[0] === STATUS && query.state.data !== undefined) check(query.state.data as Status);
  });

  return {
    expect(id) {
      if (!batches.has(id)) batches.set(id, "expected");
      const known = queries.getQueryData<Status>(statusKey(id));
      if (known !== undefined) check(known);
    },
  };
}
