import type { BatchId, CoalescedProgressEvent, ProgressEvent } from "@symphony/contract";
import type { WireEvent } from "@symphony/messaging";
import { COALESCE_MS, LOST_READER_BYTES, SLOW_READER_BYTES } from "./config.ts";

/** Items one coalesced frame may wait with; a reader that far behind is gone. */
const WAITING_ITEMS_MAX = 20_000;

/** The socket as the outbox needs it. */
export interface Sink {
  readonly bufferedAmount: number;
  /** Text, as such or in UTF-8. */
  send(frame: string | Buffer): void;
  terminate(): void;
}

export interface Outbox {
  progress(event: WireEvent): void;
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
export function createOutbox(sink: Sink, coalesced: boolean): Outbox {
  const waiting = new Map<BatchId, WireEvent[]>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (force: boolean): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!force && sink.bufferedAmount > SLOW_READER_BYTES) return later();
    for (const events of waiting.values()) sink.send(coalesced ? coalesce(events) : newestOf(events).frame);
    waiting.clear();
  };

  const later = (): void => {
    timer ??= setTimeout(flush, COALESCE_MS, false);
  };

  return {
    progress(event) {
      const unread = sink.bufferedAmount;
      if (unread > LOST_READER_BYTES) return sink.terminate();
      if (!coalesced && unread <= SLOW_READER_BYTES && waiting.size === 0) return sink.send(event.frame);
      const events = waiting.get(event.batchId) ?? [];
      if (!coalesced) events.length = 0;
      events.push(event);
      if (events.length > WAITING_ITEMS_MAX) return sink.terminate();
      waiting.set(event.batchId, events);
      later();
    },
    send(frame) {
      if (waiting.size > 0) flush(true);
      sink.send(frame);
    },
    close() {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}

function newestOf(events: readonly WireEvent[]): WireEvent {
  const newest = events.at(-1);
  if (newest === undefined) throw new Error("nothing waits");
  return newest;
}

/** One frame for several events of a batch: the newest counts and every item's name and verdict. */
export function coalesce(events: readonly WireEvent[]): string {
  const parsed = events.map((event) => JSON.parse(event.frame.toString()) as ProgressEvent);
  const newest = parsed.at(-1);
  if (newest === undefined) throw new Error("nothing to coalesce");
  const { current_file: _file, current_url: _url, current_status: _status, ...counts } = newest;
  const items = parsed.map((each) => ({ name: each.current_file ?? each.current_url ?? "", status: each.current_status }));
  return JSON.stringify({ ...counts, items } satisfies CoalescedProgressEvent);
}
