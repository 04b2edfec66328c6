import { EVENT, heartbeatSchema, statusEventSchema } from "@symphony/contract";
import type { BatchId, BatchStatus, ConnectedEvent, Status } from "@symphony/contract";
import { completeEventOf } from "@symphony/messaging";
import type { ProgressCursor, WireEvent } from "@symphony/messaging";
import { createSendQueue } from "./send-queue.ts";
import type { SendQueue, Socket } from "./send-queue.ts";
import { renewed } from "./snapshot.ts";

/** Events buffered before the snapshot is sent. Beyond this they are dropped; a comparison finds that later. */
const BUFFERED_EVENTS_MAX = 10_000;
/** Acknowledgements that wait for the snapshot; a client sends one heartbeat in many seconds. */
const WAITING_ACKS_MAX = 100;

/**
 * One socket.
 *
 *   connecting ──start(snapshot)──► live ──close()──► closed
 *
 *   connecting  buffers events and acknowledgements of heartbeats: the snapshot is the first frame
 *   live        sent the snapshot and the buffered events that are newer; sends each progress event once, and
 *               `complete` once for each run of a batch
 *   closed      sends nothing
 */
export interface Client {
  onEvent(event: WireEvent): void;
  /**
   * Sends the snapshot and goes live.
   *
   * @param ends batches of the snapshot that ended while nobody was connected: `complete` follows for each of them. Undefined:
   * not known, because Redis did not answer
   */
  start(snapshot: ConnectedEvent, ends: readonly Status[] | undefined): void;
  /**
   * Whether the client missed something.
   *
   * @param before counters at the comparison before: their events have arrived by now, or are lost
   * @param now the event of a pause, resume or cancel may be lost, so the status is compared with the newest counters
   */
  isBehind(before: readonly ProgressCursor[], now: readonly ProgressCursor[]): boolean;
  /** Sends a new snapshot, and `complete` for what ended since the last one. */
  resync(statuses: readonly Status[]): void;
  /** Handles a frame from the client. */
  onMessage(text: string): void;
  close(): void;
}

export function createClient(socket: Socket, coalesced: boolean): Client {
  return new SocketClient(createSendQueue(socket, coalesced));
}

/** What the client was sent about a batch. */
interface DeliveryState {
  seq: number;
  status: BatchStatus;
}

class SocketClient implements Client {
  readonly #queue: SendQueue;
  readonly #delivered = new Map<BatchId, DeliveryState>();
  /** Undefined while connecting. */
  #snapshot: ConnectedEvent | undefined;
  #buffered: WireEvent[] = [];
  #waitingAcks: string[] = [];
  /** Whether it is known which ends this client is to be sent. */
  #endsKnown = true;

  constructor(queue: SendQueue) {
    this.#queue = queue;
  }

  onEvent(event: WireEvent): void {
    if (this.#snapshot !== undefined) this.#deliver(event);
    else if (this.#buffered.length < BUFFERED_EVENTS_MAX) this.#buffered.push(event);
  }

  start(snapshot: ConnectedEvent, ends: readonly Status[] | undefined): void {
    this.#snapshot = snapshot;
    this.#endsKnown = ends !== undefined;
    this.#sendSnapshot(snapshot);
    for (const status of ends ?? []) this.#sendEnd(status);
    this.#skipEnds(snapshot.batches);
    for (const event of this.#buffered) this.#deliver(event);
    this.#buffered = [];
    for (const ack of this.#waitingAcks) this.#queue.send(ack);
    this.#waitingAcks = [];
  }

  isBehind(before: readonly ProgressCursor[], now: readonly ProgressCursor[]): boolean {
    if (this.#snapshot === undefined) return false;
    return before.some((cursor) => this.#missedEvents(cursor)) || now.some((cursor) => this.#missedStatus(cursor));
  }

  resync(statuses: readonly Status[]): void {
    if (this.#snapshot === undefined) return;
    // What the client saw going on ends before its eyes, whatever was not known when it came.
    const unseen = this.#endsKnown ? [] : statuses.filter(({ batch_id }) => !this.#delivered.has(batch_id));
    this.#sendSnapshot(renewed(this.#snapshot, statuses));
    this.#skipEnds(unseen);
    this.#endsKnown = true;
    for (const status of statuses) if (status.status === "completed") this.#sendEnd(status);
  }

  onMessage(text: string): void {
    const heartbeat = decode(heartbeatSchema, text);
    if (heartbeat === undefined) return;
    const ack = JSON.stringify({ event: EVENT.heartbeatAck, timestamp: heartbeat.timestamp ?? null });
    if (this.#snapshot !== undefined) this.#queue.send(ack);
    else if (this.#waitingAcks.length < WAITING_ACKS_MAX) this.#waitingAcks.push(ack);
  }

  close(): void {
    this.#queue.close();
  }

  #deliver(event: WireEvent): void {
    const state = this.#stateOf(event.batchId);
    switch (event.event) {
      case EVENT.complete:
        return this.#complete(state, event);
      case EVENT.progress:
        if (event.seq <= state.seq) return;
        state.seq = event.seq;
        // Progress after the end belongs to a new run, whose `retry_start` was lost.
        if (state.status === "completed") state.status = "processing";
        return this.#queue.progress(event);
      case EVENT.retryStart:
        // The new run has a `complete` of its own.
        state.status = "processing";
        return this.#queue.event(event);
      case EVENT.status:
        this.#applyStatus(event, state);
        return this.#queue.event(event);
      case EVENT.review:
        return this.#queue.laterEvent(event);
      default:
        return this.#queue.event(event);
    }
  }

  #applyStatus({ batchId, json }: WireEvent, state: DeliveryState): void {
    // A newer version may know another status: the event is passed on all the same.
    const status = decode(statusEventSchema, json.toString())?.status;
    if (status === "deleted") this.#delivered.delete(batchId);
    // The end is `complete`, which must still be sent.
    else if (status !== undefined && status !== "completed") state.status = status;
  }

  #complete(state: DeliveryState, event: WireEvent): void {
    if (state.status === "completed") return;
    state.status = "completed";
    this.#queue.event(event);
  }

  #sendEnd(status: Status): void {
    const event = completeEventOf(status);
    const json = Buffer.from(JSON.stringify(event));
    this.#complete(this.#stateOf(status.batch_id), { event: event.event, batchId: status.batch_id, seq: 0, json });
  }

  #sendSnapshot(snapshot: ConnectedEvent): void {
    for (const { batch_id, seq, status } of snapshot.batches) {
      const state = this.#stateOf(batch_id);
      state.seq = Math.max(state.seq, seq);
      // `completed` changes with events alone: a snapshot may have been read before the event that was sent last.
      if (status !== "completed" && state.status !== "completed") state.status = status;
    }
    this.#queue.send(JSON.stringify(snapshot));
  }

  /** What an earlier socket was sent, or ended while other batches go on, is in the snapshot and nowhere else. */
  #skipEnds(statuses: readonly Status[]): void {
    const arriving = new Set(this.#buffered.filter(({ event }) => event === EVENT.complete).map(batchOf));
    for (const { batch_id, status } of statuses)
      if (status === "completed" && !arriving.has(batch_id)) this.#stateOf(batch_id).status = "completed";
  }

  #missedEvents({ batch_id, seq, status }: ProgressCursor): boolean {
    const state = this.#delivered.get(batch_id) ?? UNKNOWN_BATCH;
    return seq > state.seq || (status === "completed" && state.status !== "completed");
  }

  #missedStatus({ batch_id, status }: ProgressCursor): boolean {
    const state = this.#delivered.get(batch_id) ?? UNKNOWN_BATCH;
    return status !== "completed" && state.status !== "completed" && status !== state.status;
  }

  #stateOf(batchId: BatchId): DeliveryState {
    const known = this.#delivered.get(batchId);
    if (known !== undefined) return known;
    const state = { ...UNKNOWN_BATCH };
    this.#delivered.set(batchId, state);
    return state;
  }
}

/** A batch that started after the snapshot. */
const UNKNOWN_BATCH: DeliveryState = { seq: 0, status: "processing" };

const batchOf = ({ batchId }: WireEvent): BatchId => batchId;

/** Undefined for what is no JSON or has another shape. */
function decode<T>(schema: { safeParse(value: unknown): { data?: T | undefined } }, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
