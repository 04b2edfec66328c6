import type { TrackedBatch } from "../progress/tracked-batch.ts";

type ChunkedBatch = Pick<TrackedBatch, "chunk_size" | "total">;

/** Groups items by chunk: chunk k has the items from `k * chunk_size` on. */
export function chunksOf(batch: Pick<ChunkedBatch, "chunk_size">, seqs: Iterable<number>): Map<number, number[]> {
  const chunks = new Map<number, number[]>();
  for (const seq of seqs) {
    const chunk = Math.floor(seq / batch.chunk_size);
    const items = chunks.get(chunk);
    if (items === undefined) chunks.set(chunk, [seq]);
    else items.push(seq);
  }
  return chunks;
}

/** A job has at most one 32nd of the items from the start of its chunk to the end of the batch. */
const JOBS_PER_REMAINDER = 32;

/** Items of a chunk that form one job. `part` is set when the chunk has several jobs. */
export interface ChunkPart {
  part?: number;
  itemIds: number[];
}

/**
 * Cuts a chunk into jobs. Towards the end of a batch they become smaller, down to one item, so that all workers
 * finish together and the items of a small batch run in parallel (guided self-scheduling, Polychronopoulos and Kuck
 * 1987). The job of an item depends on its place in the batch alone.
 */
export function partsOf(batch: ChunkedBatch, chunk: number, itemIds: readonly number[]): ChunkPart[] {
  const first = chunk * batch.chunk_size;
  const size = Math.max(1, Math.ceil((batch.total - first) / JOBS_PER_REMAINDER));
  if (size >= batch.chunk_size) return [{ itemIds: [...itemIds] }];
  const parts = new Map<number, number[]>();
  for (const seq of itemIds) {
    const part = Math.floor((seq - first) / size);
    parts.set(part, [...(parts.get(part) ?? []), seq]);
  }
  return [...parts].map(([part, ids]) => ({ part, itemIds: ids }));
}

/** Seqs of all items of a batch. */
export function allItems(batch: Pick<ChunkedBatch, "total">): number[] {
  return Array.from({ length: batch.total }, (_, seq) => seq);
}
