import type { BatchEvent, BatchId } from "@symphony/contract";

/**
 * An event on its way to the gateways: one line that says what it is, then the frame as a client gets it.
 * A gateway with thousands of sockets so passes text on without parsing it.
 */
export interface WireEvent {
  event: BatchEvent["event"];
  batchId: BatchId;
  /** Of progress events; 0 for the others. */
  seq: number;
  /** JSON in UTF-8, ready to be sent. */
  frame: Buffer;
}

/** Ids come from us, so their shape is enough: a gateway takes in tens of thousands of these a second. */
const HEADER = /^(progress|retry_start|complete|error) (\d+) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n/;

export function encodeWire(event: Exclude<BatchEvent, { event: "progress" }>): string {
  return `${event.event} 0 ${event.batch_id}\n${JSON.stringify(event)}`;
}

/** The event, or `undefined` for foreign bytes. */
export function decodeWire(bytes: Buffer): WireEvent | undefined {
  const end = bytes.indexOf("\n") + 1;
  const header = HEADER.exec(bytes.toString("latin1", 0, end));
  if (header === null) return undefined;
  const [, event, seq, batchId] = header as unknown as [string, WireEvent["event"], string, BatchId];
  // A copy: what came is a part of something larger, which would stay in memory as long as an event that waits for its reader.
  return { event, seq: Number(seq), batchId, frame: Buffer.from(bytes.subarray(end)) };
}
