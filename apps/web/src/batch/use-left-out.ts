import type { BatchId } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import { readLeftOut } from "../api/calls.ts";
import type { RecentBatch } from "../browser/recent-batches.ts";

type LeftOut = RecentBatch["leftOut"];

/**
 * What was left out of a batch: by this page before it was sent, and by the server, which lists the first files. That
 * never changes, so it is asked for once.
 */
export function useLeftOut(id: BatchId, remembered: RecentBatch | undefined, accepted: boolean): LeftOut {
  const queryFn = ({ signal }: { signal: AbortSignal }): Promise<LeftOut> => readLeftOut(id, signal);
  const { data } = useQuery({ queryKey: ["left out", id], queryFn, enabled: accepted, staleTime: Infinity });
  const { count, first } = data ?? { count: 0, first: [] };
  if (remembered?.own !== true) return { count, first };
  const { leftOut } = remembered;
  return { count: Math.max(leftOut.count, count), first: leftOut.first };
}
