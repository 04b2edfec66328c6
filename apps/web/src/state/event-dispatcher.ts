import type { BatchId, ServerEvent, Status } from "@symphony/contract";
import { applyEvent, newerStatus } from "./apply-event.ts";
import type { RowBook } from "./results-store.ts";

/** What a feed writes into. */
export interface FeedTarget {
  status(id: BatchId): Status | undefined;
  setStatus(id: BatchId, status: Status): void;
  /** The status is still being asked for: the answer may be older than this event. */
  hold(id: BatchId, event: BatchEvent): void;
  book(id: BatchId): RowBook | undefined;
  /** Some images of a batch failed for a passing reason and are tried again. */
  onRetry(id: BatchId, items: number): void;
  /** Something happened that events do not tell in full: the status is to be asked for. */
  onUnclear(id: BatchId): void;
}

/** Takes socket events to where they belong. */
export function createFeed(target: FeedTarget): (event: ServerEvent) => void {
  return (event) => {
    if (event.event === "heartbeat_ack") return;
    if (event.event === "connected") {
      for (const status of event.batches)
        target.setStatus(status.batch_id, newerStatus(target.status(status.batch_id), status));
      return;
    }
    const before = target.status(event.batch_id);
    if (before === undefined) target.hold(event.batch_id, event);
    const after = applyEvent(before, event);
    if (after !== undefined && after !== before) target.setStatus(event.batch_id, after);
    if (event.event === "progress") target.book(event.batch_id)?.applyItems(itemsOf(event));
    if (event.event === "retry_start") target.onRetry(event.batch_id, event.retry_total);
    if (event.event === "retry_start" || event.event === "error") target.onUnclear(event.batch_id);
  };
}

export type BatchEvent = Exclude<ServerEvent, { event: "connected" | "heartbeat_ack" }>;
type ProgressFrame = Extract<ServerEvent, { event: "progress" }>;

function itemsOf(event: ProgressFrame): Parameters<RowBook["applyItems"]>[0] {
  if ("items" in event) return event.items;
  return [{ name: event.current_file ?? event.current_url ?? "", status: event.current_status }];
}
