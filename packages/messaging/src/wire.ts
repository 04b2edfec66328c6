import { decodeBatchId } from "@symphony/contract";
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
  /** JSON, ready to be sent. */
  frame: string;
}

const HEADER = /^(progress|retry_start|complete|error) (\d+) ([0-9a-f-]{36})\n/;

export function encodeWire(event: Exclude<BatchEvent, { event: "progress" }>): string {
  return `${event.event} 0 ${event.batch_id}\n${JSON.stringify(event)}`;
}

/** The event, or `undefined` for foreign bytes. */
export function decodeWire(text: string): WireEvent | undefined {
  const header = HEADER.exec(text);
  const batchId = decodeBatchId(header?.[3]);
  if (header === null || batchId === undefined) return undefined;
  return { event: header[1] as WireEvent["event"], seq: Number(header[2]), batchId, frame: text.slice(header[0].length) };
}
