import type { BatchId, Status } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";
import { useSignal } from "../browser/use-signal.ts";
import type { ConnectionState } from "../live/connection.ts";
import { statusKey } from "./statuses.ts";
import { isFinal } from "./sync-results.ts";
import { useSession } from "./use-session.ts";

/** Polling replaces a missing socket; with one, it finds what a lost event or an older server did not tell. */
const POLL_MS: Record<ConnectionState, number> = { waiting: 2_000, connecting: 2_000, live: 10_000 };
/** A finished batch seldom changes: somebody retries or deletes it. */
const POLL_FINAL_MS = 10_000;

export function useStatus(id: BatchId): UseQueryResult<Status> {
  const session = useSession();
  const connection = useSignal(session.connection);
  const known = session.statuses.get(id);
  return useQuery({
    queryKey: statusKey(id),
    queryFn: ({ signal }) => session.statuses.read(id, signal),
    refetchInterval: ({ state }) => pollMs(state.data, state.error, connection),
    // The end of a batch is reported in a hidden tab too; after it, the tab reads again when it is shown.
    refetchIntervalInBackground: known === undefined || !isFinal(known),
  });
}

/** Polling ends when the batch does not exist, or when it is finished and a socket tells when it runs again. */
export function pollMs(status: Status | undefined, error: Error | null, connection: ConnectionState): number | false {
  if (error instanceof ApiError && error.status === 404) return false;
  if (status === undefined || !isFinal(status)) return POLL_MS[connection];
  return connection === "live" ? false : POLL_FINAL_MS;
}
