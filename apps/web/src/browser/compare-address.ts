import type { BatchId } from "@symphony/contract";
import { batchAddress, decodeBatchAddress } from "./address.ts";

export const compareAddress = (id: BatchId, before: BatchId): string => `${batchAddress(id)}&compare=${before}`;

/** The batch that the one on screen is compared with, or `undefined`. */
export function comparedBatch(search: string): BatchId | undefined {
  const before = new URLSearchParams(search).get("compare");
  return before === null ? undefined : decodeBatchAddress(`?batch=${encodeURIComponent(before)}`);
}
