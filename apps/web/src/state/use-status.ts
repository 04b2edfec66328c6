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

export function useStatus(id: BatchId): UseQueryResult<Status> {
  const session = useSession();
  const connection = useSignal(session.connection);
  return useQuery({
    queryKey: statusKey(id),
    queryFn: ({ signal }) => session.statuses.read(id, signal),
    refetchInterval: ({ state }) => (isSettled(state.data, state.error, connection) ? false : POLL_MS[connection]),
    refetchIntervalInBackground: true,
  });
}

/** Whether polling can end: the batch does not exist, or it is finished and a socket tells when it runs again. */
function isSettled(status: Status | undefined, error: Error | null, connection: ConnectionState): boolean {
  if (error instanceof ApiError && error.status === 404) return true;
  return status !== undefined && isFinal(status) && connection === "live";
}
