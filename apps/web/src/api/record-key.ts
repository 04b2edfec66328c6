import type { BatchId } from "@symphony/contract";

/** The record of a batch among the queries. */
export const recordKey = (id: BatchId): readonly string[] => ["record", id];
