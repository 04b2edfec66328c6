import type { WireEvent } from "@symphony/messaging";

/** FIN and the opcode of text; the lengths that say that the length itself follows in 16 or 64 bits (RFC 6455, 5.2). */
const FINAL_TEXT = 0x81;
const IN_16_BITS = 126;
const IN_64_BITS = 127;

/** An event on its way through the gateway. */
export interface Framed extends Omit<WireEvent, "json"> {
  /** A WebSocket frame of its JSON: made once for all who listen. */
  frame: Buffer;
}

export function framed({ event, batchId, seq, json }: WireEvent): Framed {
  return { event, batchId, seq, frame: textFrame(json) };
}

/** A WebSocket frame of UTF-8 text as a server sends it: whole, not masked, not compressed; a copy. */
export function textFrame(text: Buffer): Buffer {
  const { length } = text;
  const head = length < IN_16_BITS ? 2 : length < 2 ** 16 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = FINAL_TEXT;
  frame[1] = head === 2 ? length : head === 4 ? IN_16_BITS : IN_64_BITS;
  if (head === 4) frame.writeUInt16BE(length, 2);
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(text, head);
  return frame;
}

/** The text of a frame that `textFrame` made. */
export function textOf(frame: Buffer): string {
  const head = frame[1] === IN_16_BITS ? 4 : frame[1] === IN_64_BITS ? 10 : 2;
  return frame.toString("utf8", head);
}
