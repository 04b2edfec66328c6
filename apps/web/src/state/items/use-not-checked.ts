import type { BatchId, Status } from "@symphony/contract";
import { useStoreVersion } from "../use-results.ts";
import { useSession } from "../use-session.ts";

/**
 * How many images a cancelled batch left unchecked; undefined until every result is read. The server counts them as
 * errors, though nothing is wrong with them.
 */
export function useNotChecked(id: BatchId, status: Status | undefined): number | undefined {
  const store = useSession().results(id);
  useStoreVersion(store);
  if (status?.status !== "cancelled") return 0;
  if (store.currentCount() < status.processed) return undefined;
  return store.items().filter(({ result }) => result?.Error_Category === "cancelled").length;
}
