import type { BatchManifest } from "../../batch-store/src/intake/manifest.ts";

/** Items by their chunk: chunk k is for items from `k * chunk_size` on. */
export function chunksOf(batch: Pick<BatchManifest, "chunk_size">, seqs: Iterable<number>): Map<number, number[]> {
  const chunks = new Map<number, number[]>();
  for (const seq of seqs) {
    const chunk = Math.floor(seq / batch.chunk_size);
    const items = chunks.get(chunk);
    if (items === undefined) chunks.set(chunk, [seq]);
    else items.push(seq);
  }
  return chunks;
}

/** A job takes at most this share of what a batch has left from its chunk on. */
const JOBS_OF_THE_REST = 32;

/** Some items of a chunk, for one job; a chunk that is cut has several. */
export interface ChunkPart {
  part?: number;
  itemIds: number[];
}

/**
 * The jobs of a chunk. Towards the end of a batch they become smaller, down to one item, so that its workers come
 * to their end together, and a few images are spread over all of them (guided self-scheduling, Polychronopoulos
 * and Kuck 1987). What an item's job is depends on its place in the batch alone.
 */
export function partsOf(
  batch: Pick<BatchManifest, "chunk_size" | "total">,
  chunk: number,
  itemIds: readonly number[],
): ChunkPart[] {
  const first = chunk * batch.chunk_size;
  const size = Math.max(1, Math.ceil((batch.total - first) / JOBS_OF_THE_REST));
  if (size >= batch.chunk_size) return [{ itemIds: [...itemIds] }];
  const parts = new Map<number, number[]>();
  for (const seq of itemIds) {
    const part = Math.floor((seq - first) / size);
    parts.set(part, [...(parts.get(part) ?? []), seq]);
  }
  return [...parts].map(([part, ids]) => ({ part, itemIds: ids }));
}

/** All items of a batch. */
export function allItems(batch: Pick<BatchManifest, "total">): number[] {
  return Array.from({ length: batch.total }, (_, seq) => seq);
}
