import type { BatchId } from "@symphony/contract";
import { createSignal } from "./signal.ts";
import { localStore } from "./storage.ts";
import type { Storage } from "./storage.ts";

const KEY = "symphony.recent-batches";
const KEPT_MAX = 20;
/** Names of left-out files kept for a later look; the count is always exact. */
const LEFT_OUT_KEPT_MAX = 50;

export interface LeftOut {
  name: string;
  reason: string;
}

/** What this browser remembers of a batch it sent or opened. */
export interface RecentBatch {
  id: BatchId;
  title: string;
  total: number;
  sentAt: string;
  leftOut: { count: number; first: LeftOut[] };
  /** Sent from this browser, and not only opened by its address. */
  own: boolean;
}

export const recentBatches = createSignal<readonly RecentBatch[]>(decodeRecent(localStore.read(KEY)));

export function decodeRecent(text: string | undefined): RecentBatch[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter(isRecent) : [];
  } catch {
    return [];
  }
}

function isRecent(value: unknown): value is RecentBatch {
  const it = value as Partial<RecentBatch> | null;
  return (
    typeof it?.id === "string" &&
    typeof it.title === "string" &&
    typeof it.sentAt === "string" &&
    Array.isArray(it.leftOut?.first)
  );
}

/** The list with this batch in front. */
export function withRecent(list: readonly RecentBatch[], batch: RecentBatch): RecentBatch[] {
  const short = { ...batch, leftOut: { ...batch.leftOut, first: batch.leftOut.first.slice(0, LEFT_OUT_KEPT_MAX) } };
  return [short, ...list.filter(({ id }) => id !== batch.id)].slice(0, KEPT_MAX);
}

export function rememberBatch(batch: RecentBatch, storage: Storage = localStore): void {
  save(withRecent(decodeRecent(storage.read(KEY)), batch), storage);
}

export function forgetBatch(id: BatchId, storage: Storage = localStore): void {
  save(
    decodeRecent(storage.read(KEY)).filter((each) => each.id !== id),
    storage,
  );
}

function save(list: RecentBatch[], storage: Storage): void {
  storage.write(KEY, JSON.stringify(list));
  recentBatches.set(list);
}
