import type { BatchEvent, BatchId } from "@symphony/contract";

/**
 * An event on its way to the gateways: one line that says what it is, then the JSON as a client gets it.
 * A gateway with thousands of sockets so passes text on without parsing it.
 */
export interface WireEvent {
  event: BatchEvent["event"];
  batchId: BatchId;
  /** Of progress events; 0 for the others. */
  seq: number;
  /** What a client gets, in UTF-8. A part of something larger, which stays in memory for as long as this does. */
  json: Buffer;
}

const LINE_FEED = 10;
/** A UUID, in characters. */
const BATCH_ID_LENGTH = 36;
const EVENTS: ReadonlySet<string> = new Set<WireEvent["event"]>(["progress", "retry_start", "complete", "error"]);

export function encodeWire(event: Exclude<BatchEvent, { event: "progress" }>): string {
  return `${event.event} 0 ${event.batch_id}\n${JSON.stringify(event)}`;
}

/**
 * The event, or `undefined` for foreign bytes. What stands here is what an event needs: a gateway takes in tens of
 * thousands of these a second, and a pattern for the same took as long as finding the socket.
 */
export function decodeWire(bytes: Buffer): WireEvent | undefined {
  const end = bytes.indexOf(LINE_FEED);
  const header = bytes.toString("latin1", 0, Math.max(end, 0));
  const [first, last] = [header.indexOf(" "), header.lastIndexOf(" ")];
  const event = header.slice(0, first);
  const seq = Number(header.slice(first + 1, last));
  const batchId = header.slice(last + 1);
  if (
    !EVENTS.has(event) ||
    last <= first + 1 ||
    !Number.isSafeInteger(seq) ||
    seq < 0 ||
    batchId.length !== BATCH_ID_LENGTH
  )
    return undefined;
  return { event: event as WireEvent["event"], seq, batchId, json: bytes.subarray(end + 1) };
}
