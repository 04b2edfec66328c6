import type { BatchId, CoalescedProgressEvent, ProgressEvent } from "@symphony/contract";
import type { WireEvent } from "@symphony/messaging";
import { COALESCE_MS, LOST_READER_BYTES, SLOW_READER_BYTES } from "./config.ts";
import { withNumericTimestamp } from "./numeric-timestamp.ts";

/** Events of a batch that may wait for a coalesced frame. Beyond this the reader is disconnected. */
const WAITING_EVENTS_MAX = 20_000;
/** While an upgrade is under way, older workers publish events without the seq of the item. */
const UNKNOWN_SEQ = -1;

/** The part of a WebSocket that a queue uses. */
export interface Socket {
  bufferedAmount: number;
  send(data: string | Buffer, options: { binary: false }): void;
  terminate(): void;
}

export interface SendQueue {
  progress(event: WireEvent): void;
  /** Sends an event other than progress behind all waiting progress. */
  event(event: WireEvent): void;
  /** Sends an event that clients of the original service do not know, to a coalescing reader. */
  laterEvent(event: WireEvent): void;
  /** Sends a frame behind all waiting progress. */
  send(frame: string | Buffer): void;
  close(): void;
}

/**
 * Sends frames in order and limits what waits in memory.
 *
 * A plain reader gets every event as it is; while it is slow, only the newest event of each batch waits for it. A
 * coalescing reader gets the items of up to 50 ms in one frame, and loses none. A reader with megabytes of unsent
 * bytes is disconnected: it reconnects and gets a snapshot.
 */
export function createSendQueue(socket: Socket, coalesced: boolean): SendQueue {
  return new SocketSendQueue(socket, coalesced);
}

class SocketSendQueue implements SendQueue {
  readonly #socket: Socket;
  readonly #coalesced: boolean;
  #waiting = new Map<BatchId, WireEvent[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, coalesced: boolean) {
    this.#socket = socket;
    this.#coalesced = coalesced;
  }

  progress(event: WireEvent): void {
    const unsent = this.#socket.bufferedAmount;
    // At once: what waits for a slow reader is written later.
    if (unsent > LOST_READER_BYTES) return this.#socket.terminate();
    if (!this.#coalesced && unsent <= SLOW_READER_BYTES && this.#waiting.size === 0)
      return this.#write(this.#frameOf(event));
    const events = this.#coalesced ? (this.#waiting.get(event.batchId) ?? []) : [];
    events.push(event);
    if (events.length > WAITING_EVENTS_MAX) return this.#socket.terminate();
    this.#waiting.set(event.batchId, events);
    this.#schedule();
  }

  event(event: WireEvent): void {
    this.send(this.#frameOf(event));
  }

  laterEvent(event: WireEvent): void {
    if (this.#coalesced) this.event(event);
  }

  send(frame: string | Buffer): void {
    this.#flush();
    this.#write(frame);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#socket.bufferedAmount > SLOW_READER_BYTES) this.#schedule();
      else this.#flush();
    }, COALESCE_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const events of this.#waiting.values())
      for (const frame of this.#coalesced ? [coalesce(events)] : events.map((event) => this.#frameOf(event)))
        this.#write(frame);
    this.#waiting.clear();
  }

  #frameOf(event: WireEvent): Buffer {
    return this.#coalesced ? event.json : withNumericTimestamp(event);
  }

  /** Buffers hold text, which is sent as a text frame. */
  #write(frame: string | Buffer): void {
    if (this.#socket.bufferedAmount > LOST_READER_BYTES) return this.#socket.terminate();
    this.#socket.send(frame, { binary: false });
  }
}

/** One frame for several events of a batch: the newest counts, and every item. */
export function coalesce(events: readonly WireEvent[]): string {
  const parsed = events.map(({ json }) => JSON.parse(json.toString()) as ProgressEvent);
  const newest = parsed.at(-1);
  if (newest === undefined) throw new Error("There are no events to coalesce.");
  const { item_seq: _seq, current_file: _file, current_url: _url, current_status: _status, ...counts } = newest;
  const items = parsed.map((event) => ({
    seq: event.item_seq ?? UNKNOWN_SEQ,
    name: event.current_file ?? event.current_url ?? "",
    status: event.current_status,
  }));
  return JSON.stringify({ ...counts, items } satisfies CoalescedProgressEvent);
}
