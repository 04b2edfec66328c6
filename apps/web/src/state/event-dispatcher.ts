import type { BatchId, ServerEvent, Status } from "@symphony/contract";
import { applyEvent, newerStatus } from "./apply-event.ts";
import type { ResultsStore } from "./results-store.ts";

export type BatchEvent = Exclude<ServerEvent, { event: "connected" | "review" | "heartbeat_ack" }>;
type ProgressItems = Parameters<ResultsStore["applyProgress"]>[0];

/** Where events go. */
export interface DispatchTarget {
  status(id: BatchId): Status | undefined;
  setStatus(id: BatchId, status: Status): void;
  /** The status is still being read, and the response may be older than this event. */
  defer(id: BatchId, event: BatchEvent): void;
  store(id: BatchId): ResultsStore | undefined;
  /** Some items failed temporarily and are retried. */
  onRetry(id: BatchId, items: number): void;
  /** Events do not carry the whole change: the status has to be read. */
  onStale(id: BatchId): void;
}

const CHANGES_MORE: ReadonlySet<string> = new Set(["retry_start", "error", "status"]);

/** Applies socket events to statuses and results stores. */
export function createEventDispatcher(target: DispatchTarget): (event: ServerEvent) => void {
  return (event) => {
    if (event.event === "heartbeat_ack") return;
    if (event.event === "connected") {
      for (const status of event.batches)
        target.setStatus(status.batch_id, newerStatus(target.status(status.batch_id), status));
      return;
    }
    if (event.event === "review") {
      target.store(event.batch_id)?.applyReview(event);
      return;
    }
    const before = target.status(event.batch_id);
    if (before === undefined) target.defer(event.batch_id, event);
    const after = applyEvent(before, event);
    if (after !== undefined && after !== before) target.setStatus(event.batch_id, after);
    if ("items" in event) target.store(event.batch_id)?.applyProgress(withSeq(event.items));
    if (event.event === "retry_start") target.onRetry(event.batch_id, event.retry_total);
    if (CHANGES_MORE.has(event.event)) target.onStale(event.batch_id);
  };
}

/** During a rolling upgrade an older server sends items without `seq`; their results are read page by page anyway. */
const withSeq = (items: ProgressItems): ProgressItems => items.filter(({ seq }) => Number.isInteger(seq));
