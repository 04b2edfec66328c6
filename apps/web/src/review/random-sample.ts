import type { BatchId } from "@symphony/contract";
import { readRandomResults, RESULTS_PAGE_MAX } from "../api/calls.ts";

/** The first images of the batch's own random order; an error is no verdict that could be wrong. */
export async function randomSample(id: BatchId, size: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let cursor: number | null = 0; cursor !== null && seqs.length < size;) {
    const page = await readRandomResults(id, cursor, Math.min(RESULTS_PAGE_MAX, size));
    for (const { seq, Is_Valid } of page.results) if (Is_Valid !== "Error") seqs.push(seq);
    cursor = page.next_cursor;
  }
  return seqs.slice(0, size);
}
