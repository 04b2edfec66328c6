/** FIN and the opcode of text; the lengths that say that the length itself follows in 16 or 64 bits (RFC 6455, 5.2). */
const FINAL_TEXT = 0x81;
const IN_16_BITS = 126;
const IN_64_BITS = 127;

let latest: { text: Buffer; frame: Buffer } | undefined;

/**
 * A WebSocket frame of UTF-8 text as a server sends it: whole, not masked, not compressed. All who listen to a batch
 * are sent the same bytes one after another, and so the same frame.
 */
export function textFrame(text: Buffer): Buffer {
  if (latest?.text !== text) latest = { text, frame: frameOf(text) };
  return latest.frame;
}

function frameOf(text: Buffer): Buffer {
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
