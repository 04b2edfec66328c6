import { BATCH_EVENTS } from "@symphony/contract";
import type { BatchEvent, BatchId } from "@symphony/contract";

/**
 * An event on its way to the gateways: a header line, then the JSON as clients get it. A gateway reads the header
 * and passes the JSON on without parsing it.
 */
export interface WireEvent {
  event: BatchEvent["event"];
  batchId: BatchId;
  /** Of progress events; 0 for the others. */
  seq: number;
  /** UTF-8. A slice of the whole message, which it keeps in memory. */
  json: Buffer;
}

const LINE_FEED = 10;
const UUID_LENGTH = 36;
const EVENTS: ReadonlySet<string> = new Set(BATCH_EVENTS);

/** Progress events are not encoded here: the `COUNT` script builds them. */
export function encodeWire(event: Exclude<BatchEvent, { event: "progress" }>): string {
  return `${event.event} 0 ${event.batch_id}\n${JSON.stringify(event)}`;
}

/**
 * Decodes a message, or returns `undefined` for foreign bytes. It checks no more than the gateway relies on: at tens
 * of thousands of messages a second, a regular expression took as long as finding the socket.
 */
export function decodeWire(bytes: Buffer): WireEvent | undefined {
  const headerEnd = bytes.indexOf(LINE_FEED);
  const header = bytes.toString("latin1", 0, Math.max(headerEnd, 0));
  const [first, last] = [header.indexOf(" "), header.lastIndexOf(" ")];
  const event = header.slice(0, first);
  const seq = Number(header.slice(first + 1, last));
  const batchId = header.slice(last + 1);
  const isSeq = last > first + 1 && Number.isSafeInteger(seq) && seq >= 0;
  if (!EVENTS.has(event) || !isSeq || batchId.length !== UUID_LENGTH) return undefined;
  return { event: event as WireEvent["event"], seq, batchId, json: bytes.subarray(headerEnd + 1) };
}
