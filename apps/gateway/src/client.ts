import { completeEventOf, heartbeatSchema } from "@symphony/contract";
import type { BatchId, ConnectedEvent, Status } from "@symphony/contract";
import type { Mark, WireEvent } from "@symphony/messaging";
import { createOutbox } from "./outbox.ts";
import type { Sink } from "./outbox.ts";

/** Events kept while the snapshot is read; more than that and the snapshot is read again. */
const BUFFERED_EVENTS_MAX = 10_000;

/**
 * One socket.
 *
 *   syncing ──start(snapshot)──► live ──close──► closed
 *
 * While syncing, events are kept; the snapshot goes out first, then those events that are newer. From then
 * on each progress event goes out once, and `complete` once for each batch and connection.
 */
export interface Client {
  onEvent(event: WireEvent): void;
  /** Sends the first frame and goes live. */
  start(snapshot: ConnectedEvent): void;
  /**
   * Whether something is missing of what had happened by the last look: by now it is not merely under way, but
   * was lost.
   */
  misses(atLastLook: readonly Mark[]): boolean;
  /** Makes up for what was lost, with a new snapshot. */
  resync(now: readonly Status[]): void;
  /** Answers a frame of the client. */
  onMessage(text: string): void;
  close(): void;
}

export function createClient(sink: Sink, coalesced: boolean): Client {
  const outbox = createOutbox(sink, coalesced);
  const seqs = new Map<BatchId, number>();
  const completed = new Set<BatchId>();
  let greeting: ConnectedEvent | undefined;
  let kept: WireEvent[] = [];

  const complete = (batchId: BatchId, frame: string | Buffer): void => {
    if (completed.has(batchId)) return;
    completed.add(batchId);
    outbox.send(frame);
  };

  const pass = (event: WireEvent): void => {
    if (event.event === "complete") return complete(event.batchId, event.frame);
    // Another try of the failed ones has an end of its own.
    if (event.event === "retry_start") completed.delete(event.batchId);
    if (event.event !== "progress") return outbox.send(event.frame);
    if (event.seq <= (seqs.get(event.batchId) ?? 0)) return;
    seqs.set(event.batchId, event.seq);
    outbox.progress(event);
  };

  const sendSnapshot = (snapshot: ConnectedEvent): void => {
    for (const status of snapshot.batches) seqs.set(status.batch_id, Math.max(status.seq, seqs.get(status.batch_id) ?? 0));
    outbox.send(JSON.stringify(snapshot));
    for (const status of snapshot.batches) {
      if (status.status === "completed") complete(status.batch_id, JSON.stringify(completeEventOf(status)));
    }
  };

  return {
    onEvent(event) {
      if (greeting !== undefined) pass(event);
      else if (kept.length < BUFFERED_EVENTS_MAX) kept.push(event);
    },
    start(snapshot) {
      greeting = snapshot;
      sendSnapshot(snapshot);
      for (const event of kept) pass(event);
      kept = [];
    },
    misses(atLastLook) {
      if (greeting === undefined) return false;
      return atLastLook.some(({ batch_id, seq, status }) => seq > (seqs.get(batch_id) ?? 0) || (status === "completed" && !completed.has(batch_id)));
    },
    resync(now) {
      if (greeting !== undefined) sendSnapshot({ ...greeting, message: "reconnected", batches: [...now], recovered_batches: unfinished(now) });
    },
    onMessage(text) {
      if (isHeartbeat(text)) outbox.send(JSON.stringify({ event: "heartbeat_ack", timestamp: new Date().toISOString() }));
    },
    close: () => outbox.close(),
  };
}

/** Batches that go on: what a client that comes back takes up again. */
export function unfinished(statuses: readonly Status[]): BatchId[] {
  return statuses.filter((status) => status.status === "processing" || status.status === "paused").map((status) => status.batch_id);
}

function isHeartbeat(text: string): boolean {
  try {
    return heartbeatSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
