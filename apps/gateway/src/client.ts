import { completeEventOf, heartbeatSchema } from "@symphony/contract";
import type { BatchId, ConnectedEvent, Status } from "@symphony/contract";
import type { ProgressCursor } from "@symphony/messaging";
import { createSendQueue } from "./send-queue.ts";
import type { SendQueue, Sink } from "./send-queue.ts";
import type { Framed } from "./text-frame.ts";

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
  onEvent(event: Framed): void;
  /** Sends the first frame and goes live. */
  start(snapshot: ConnectedEvent): void;
  /**
   * Whether something is missing of what had happened by the last look: by now it is not merely under way, but
   * was lost.
   */
  isBehind(atLastLook: readonly ProgressCursor[]): boolean;
  /** Makes up for what was lost, with a new snapshot. */
  resync(now: readonly Status[]): void;
  /** Answers a frame of the client. */
  onMessage(text: string): void;
  close(): void;
}

export function createClient(sink: Sink, coalesced: boolean): Client {
  return new SocketClient(createSendQueue(sink, coalesced));
}

/** What a client knows of a batch. */
interface DeliveryState {
  batchId: BatchId;
  seq: number;
  completed: boolean;
}

/** A class, and not a closure: of thousands of clients none is in the processor's caches, and fields lie side by side. */
class SocketClient implements Client {
  readonly #outbox: SendQueue;
  readonly #told = new Map<BatchId, DeliveryState>();
  /** Of the batch of the latest event: mostly the next one is of the same. */
  #latest: DeliveryState | undefined;
  #greeting: ConnectedEvent | undefined;
  #kept: Framed[] = [];

  constructor(outbox: SendQueue) {
    this.#outbox = outbox;
  }

  onEvent(event: Framed): void {
    if (this.#greeting !== undefined) this.#pass(event);
    else if (this.#kept.length < BUFFERED_EVENTS_MAX) this.#kept.push(event);
  }

  start(snapshot: ConnectedEvent): void {
    this.#greeting = snapshot;
    this.#sendSnapshot(snapshot);
    for (const event of this.#kept) this.#pass(event);
    this.#kept = [];
  }

  isBehind(atLastLook: readonly ProgressCursor[]): boolean {
    if (this.#greeting === undefined) return false;
    return atLastLook.some(({ batch_id, seq, status }) => {
      const told = this.#told.get(batch_id);
      return seq > (told?.seq ?? 0) || (status === "completed" && told?.completed !== true);
    });
  }

  resync(now: readonly Status[]): void {
    if (this.#greeting !== undefined)
      this.#sendSnapshot({
        ...this.#greeting,
        message: "reconnected",
        batches: [...now],
        recovered_batches: unfinished(now),
      });
  }

  onMessage(text: string): void {
    if (isHeartbeat(text))
      this.#outbox.send(JSON.stringify({ event: "heartbeat_ack", timestamp: new Date().toISOString() }));
  }

  close(): void {
    this.#outbox.close();
  }

  #pass(event: Framed): void {
    const told = this.#toldOf(event.batchId);
    if (event.event === "complete") return this.#complete(told, event.frame);
    // Another try of the failed ones has an end of its own.
    if (event.event === "retry_start") told.completed = false;
    if (event.event !== "progress") return this.#outbox.send(event.frame);
    if (event.seq <= told.seq) return;
    told.seq = event.seq;
    this.#outbox.progress(event);
  }

  #complete(told: DeliveryState, frame: string | Buffer): void {
    if (told.completed) return;
    told.completed = true;
    this.#outbox.send(frame);
  }

  #toldOf(batchId: BatchId): DeliveryState {
    if (this.#latest?.batchId === batchId) return this.#latest;
    this.#latest = this.#told.get(batchId) ?? { batchId, seq: 0, completed: false };
    this.#told.set(batchId, this.#latest);
    return this.#latest;
  }

  #sendSnapshot(snapshot: ConnectedEvent): void {
    for (const { batch_id, seq } of snapshot.batches) {
      const told = this.#toldOf(batch_id);
      told.seq = Math.max(told.seq, seq);
    }
    this.#outbox.send(JSON.stringify(snapshot));
    for (const status of snapshot.batches) {
      if (status.status === "completed")
        this.#complete(this.#toldOf(status.batch_id), JSON.stringify(completeEventOf(status)));
    }
  }
}

/** Batches that go on: what a client that comes back takes up again. */
export function unfinished(statuses: readonly Status[]): BatchId[] {
  return statuses
    .filter((status) => status.status === "processing" || status.status === "paused")
    .map((status) => status.batch_id);
}

function isHeartbeat(text: string): boolean {
  try {
    return heartbeatSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
