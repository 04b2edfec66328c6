import type { BatchId, CoalescedProgressEvent, ProgressEvent } from "@symphony/contract";
import { COALESCE_MS, LOST_READER_BYTES, SLOW_READER_BYTES } from "./config.ts";
import { textOf } from "./text-frame.ts";
import type { Framed } from "./text-frame.ts";

/** Items one coalesced frame may wait with; a reader that far behind is gone. */
const WAITING_ITEMS_MAX = 20_000;

/** The socket as the outbox needs it. */
export interface Sink {
  /** Bytes that wait for the reader. */
  unread: number;
  /** Text, as such or in a frame that is ready to go. */
  send(frame: string | Buffer): void;
  terminate(): void;
}

export interface SendQueue {
  progress(event: Framed): void;
  /** Sends a frame after all progress that came before it. */
  send(frame: string | Buffer): void;
  close(): void;
}

/**
 * What goes out on one socket, in order and within bounds.
 *
 * Plain readers get every event as it is; while one is slow, only the newest event of each batch waits for
 * it. Coalescing readers get the items of up to 50 ms in one frame, and lose none. Whoever lets megabytes
 * pile up is cut off and starts again from a snapshot.
 */
export function createSendQueue(sink: Sink, coalesced: boolean): SendQueue {
  return new SocketSendQueue(sink, coalesced);
}

class SocketSendQueue implements SendQueue {
  readonly #sink: Sink;
  readonly #coalesced: boolean;
  /** Made when something has to wait: with most readers nothing ever does. */
  #waiting: Map<BatchId, Framed[]> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(sink: Sink, coalesced: boolean) {
    this.#sink = sink;
    this.#coalesced = coalesced;
  }

  progress(event: Framed): void {
    const unread = this.#sink.unread;
    if (unread > LOST_READER_BYTES) return this.#sink.terminate();
    if (!this.#coalesced && unread <= SLOW_READER_BYTES && this.#waiting === undefined)
      return this.#sink.send(event.frame);
    const waiting = (this.#waiting ??= new Map());
    const events = waiting.get(event.batchId) ?? [];
    if (!this.#coalesced) events.length = 0;
    events.push(event);
    if (events.length > WAITING_ITEMS_MAX) return this.#sink.terminate();
    waiting.set(event.batchId, events);
    this.#later();
  }

  send(frame: string | Buffer): void {
    this.#flush(true);
    this.#sink.send(frame);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.#flush(false), COALESCE_MS);
  }

  #flush(force: boolean): void {
    if (this.#waiting === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!force && this.#sink.unread > SLOW_READER_BYTES) return this.#later();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const events of waiting.values()) this.#sink.send(this.#coalesced ? coalesce(events) : newestOf(events).frame);
  }
}

function newestOf(events: readonly Framed[]): Framed {
  const newest = events.at(-1);
  if (newest === undefined) throw new Error("nothing waits");
  return newest;
}

/** One frame for several events of a batch: the newest counts and every item's name and verdict. */
export function coalesce(events: readonly Framed[]): string {
  const parsed = events.map((event) => JSON.parse(textOf(event.frame)) as ProgressEvent);
  const newest = parsed.at(-1);
  if (newest === undefined) throw new Error("nothing to coalesce");
  const { current_file: _file, current_url: _url, current_status: _status, ...counts } = newest;
  const items = parsed.map((each) => ({
    name: each.current_file ?? each.current_url ?? "",
    status: each.current_status,
  }));
  return JSON.stringify({ ...counts, items } satisfies CoalescedProgressEvent);
}
