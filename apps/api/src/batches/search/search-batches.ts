import { NAMES_PER_PART } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { FoundBatch, SearchPage, SearchQuery } from "@symphony/contract";
import type { BatchIndex, IndexedBatch } from "./batch-index.ts";

/** Lists of up to 1,000 names that one call reads, and those of one more batch; the next page goes on from there. */
const NAME_LISTS_MAX = 500;
/** A batch is found so long after it was sent, at the latest. */
const INDEX_MAX_AGE_MS = 2_000;
/** After every time of a day. */
const END_OF_DAY = "T~";

type Filter = Omit<SearchQuery, "cursor" | "limit">;

/**
 * Searches the batches, newest first. What is in the index is matched at once; for the rest the lists of names are
 * read, as many as one call may.
 *
 * @param filter its `client_id` is only set where nothing else may be seen
 */
export async function searchBatches(
  store: BatchStore,
  index: BatchIndex,
  { cursor, limit, ...filter }: SearchQuery,
): Promise<SearchPage> {
  const after = decodeCursor(cursor);
  const candidates = await index.select(
    (batch) => isCandidate(batch, filter) && isAfter(batch, after),
    INDEX_MAX_AGE_MS,
  );
  const batches: FoundBatch[] = [];
  let lists = 0;
  for (const [place, batch] of candidates.entries()) {
    const found = await match(store, batch, filter.query?.toLowerCase());
    lists += found.lists;
    if (found.name !== undefined) batches.push(foundBatchOf(batch, found.name));
    const isLast = place === candidates.length - 1;
    if (!isLast && (batches.length >= limit || lists >= NAME_LISTS_MAX))
      return { batches, next_cursor: `${batch.created_at}~${batch.batch_id}`, searched_to: batch.created_at };
  }
  return { batches, next_cursor: null, searched_to: null };
}

/** A foreign cursor begins at the newest. */
function decodeCursor(cursor = ""): Pick<IndexedBatch, "created_at" | "batch_id"> | undefined {
  const [created_at, batch_id] = cursor.split("~");
  return created_at === undefined || batch_id === undefined ? undefined : { created_at, batch_id };
}

const isAfter = (batch: IndexedBatch, after: ReturnType<typeof decodeCursor>): boolean =>
  after === undefined ||
  batch.created_at < after.created_at ||
  (batch.created_at === after.created_at && batch.batch_id > after.batch_id);

const COUNT = { Valid: "valid", Invalid: "invalid", Error: "error" } as const;

function isCandidate(batch: IndexedBatch, { client_id, supplier, verdict, from, to }: Filter): boolean {
  return (
    (client_id === undefined || batch.client_id === client_id) &&
    (supplier === undefined || has(batch.supplier, supplier.toLowerCase())) &&
    (verdict === undefined || batch.counts[COUNT[verdict]] > 0) &&
    (from === undefined || batch.created_at >= from) &&
    (to === undefined || batch.created_at <= (to.includes("T") ? to : to + END_OF_DAY))
  );
}

const has = (text: string | null, wanted: string): boolean => text?.toLowerCase().includes(wanted) === true;

/** @returns the name by which the batch was found, null where something else matched, and how many lists were read */
async function match(
  store: BatchStore,
  batch: IndexedBatch,
  wanted: string | undefined,
): Promise<{ name?: string | null; lists: number }> {
  if (wanted === undefined) return { name: null, lists: 0 };
  if ([batch.title, batch.supplier, batch.note, batch.batch_id].some((text) => has(text, wanted)))
    return { name: null, lists: 0 };
  const parts = Math.ceil(batch.counts.total / NAMES_PER_PART);
  for (let part = 0; part < parts; part += 1) {
    // Removed meanwhile, or unreadable: not found.
    const name = await store.findName(batch.batch_id, part, wanted).catch(() => undefined);
    if (name !== undefined) return { name, lists: part + 1 };
  }
  return { lists: parts };
}

const foundBatchOf = (batch: IndexedBatch, name: string | null): FoundBatch => ({
  batch_id: batch.batch_id,
  title: batch.title,
  supplier: batch.supplier,
  pinned: batch.pinned,
  status: batch.status,
  counts: batch.counts,
  created_at: batch.created_at,
  completed_at: batch.completed_at,
  matching_name: name,
});
