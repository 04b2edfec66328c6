import type { Capabilities } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { readCapabilities } from "../api/calls.ts";
import { DELIVERED_LIMITS } from "../upload/limits.ts";
import type { Limits } from "../upload/limits.ts";

const KEY = ["capabilities"];

/** What this server does and takes; `undefined` until it has said so. */
export function useCapabilities(asked = true): Capabilities | undefined {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => readCapabilities(signal), enabled: asked }).data;
}

export const useLimits = (): Limits => useCapabilities() ?? DELIVERED_LIMITS;

export const knownLimits = (queries: QueryClient): Limits =>
  queries.getQueryData<Capabilities>(KEY) ?? DELIVERED_LIMITS;
