import type { Capabilities } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { readCapabilities } from "../api/calls.ts";
import { DEFAULT_LIMITS } from "../upload/limits.ts";
import type { Limits } from "../upload/limits.ts";

const KEY = ["capabilities"];

/** Features and limits of this server; `undefined` until they are read. */
export function useCapabilities(enabled = true): Capabilities | undefined {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => readCapabilities(signal), enabled }).data;
}

export const useLimits = (): Limits => useCapabilities() ?? DEFAULT_LIMITS;

export const knownLimits = (queries: QueryClient): Limits => queries.getQueryData<Capabilities>(KEY) ?? DEFAULT_LIMITS;
