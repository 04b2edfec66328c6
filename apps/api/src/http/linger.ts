import type { IncomingMessage } from "node:http";

/** What a caller that was refused may still send: a form of many photos, for a moment. */
const LINGER_MAX_BYTES = 32 * 1024 * 1024;
const LINGER_MAX_MS = 5_000;

/**
 * Reads on, after the answer, in a body that nobody wants, and cuts the connection when too much of it comes. One
 * that is closed with bytes unread is reset, and a caller who is still sending then sees the reset and not the answer.
 */
export function linger(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), LINGER_MAX_MS);
  let left = LINGER_MAX_BYTES;
  request.on("data", (part: Buffer) => {
    left -= part.length;
    if (left < 0) socket.destroy();
  });
  request.once("close", () => clearTimeout(timer));
  request.resume();
}
