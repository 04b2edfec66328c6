import type { BatchId } from "@symphony/contract";
import { createSignal } from "./signal.ts";
import { localStore } from "./storage.ts";
import type { Storage } from "./storage.ts";

const KEY = "symphony.recent-batches";
const BATCHES_MAX = 20;
/** Storage holds a few megabytes: only this many names of skipped files are stored, but their exact count. */
const SKIPPED_STORED_MAX = 50;

export interface SkippedFile {
  name: string;
  reason: string;
}

/** What this browser stores about a batch that it sent or opened. */
export interface RecentBatch {
  id: BatchId;
  /** Empty without one: then it is called by its id, in the language of the page. */
  title: string;
  /** Whether people gave it that title; without one a batch is called after its files, here alone. */
  titled?: boolean;
  total: number;
  sentAt: string;
  /** The field has an older name: what browsers stored before stays readable. */
  leftOut: { count: number; first: SkippedFile[] };
  /** Sent from this browser, not only opened by its address. */
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
  const batch = value as Partial<RecentBatch> | null;
  return (
    typeof batch?.id === "string" &&
    typeof batch.title === "string" &&
    typeof batch.sentAt === "string" &&
    Array.isArray(batch.leftOut?.first)
  );
}

/** The list with this batch first. */
export function withRecent(list: readonly RecentBatch[], batch: RecentBatch): RecentBatch[] {
  const leftOut = { ...batch.leftOut, first: batch.leftOut.first.slice(0, SKIPPED_STORED_MAX) };
  return [{ ...batch, leftOut }, ...list.filter(({ id }) => id !== batch.id)].slice(0, BATCHES_MAX);
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
