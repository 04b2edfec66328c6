import type { Capabilities } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { readCapabilities } from "../api/calls.ts";
import { DEFAULT_LIMITS } from "../upload/limits.ts";
import type { Limits } from "../upload/limits.ts";

const KEY = ["capabilities"];
/** Workers come and go while a page is open. */
const WORKERS_EVERY_MS = 10_000;

const QUERY = { queryKey: KEY, queryFn: ({ signal }: { signal: AbortSignal }) => readCapabilities(signal) };

/** Features and limits of this server; `undefined` until they are read. */
export function useCapabilities(enabled = true): Capabilities | undefined {
  return useQuery({ ...QUERY, enabled }).data;
}

/** Whether it is known that no worker runs. @param enabled only where somebody waits for one */
export function useNoWorkers(enabled: boolean): boolean {
  const { data } = useQuery({ ...QUERY, enabled, refetchInterval: enabled && WORKERS_EVERY_MS });
  return enabled && data?.workers === 0;
}

export const useLimits = (): Limits => useCapabilities() ?? DEFAULT_LIMITS;

export const knownLimits = (queries: QueryClient): Limits => queries.getQueryData<Capabilities>(KEY) ?? DEFAULT_LIMITS;
