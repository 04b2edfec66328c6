import type { IncomingMessage, ServerResponse } from "node:http";

/** What a caller that was refused may still send: a form of many photos, for a moment. */
const LINGER_MAX_BYTES = 32 * 1024 * 1024;
const LINGER_MAX_MS = 5_000;

/**
 * Answers a request of which not all has come, and reads on for a moment in a body that nobody wants; cuts the
 * connection when too much of it comes. One that is closed with bytes unread is reset, and a caller who is still
 * sending then sees the reset and not the answer.
 */
export function respondAndLinger(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  if (request.complete || request.destroyed) return answer();
  const { socket } = request;
  // Node would close with the answer what is not to be kept open; here that waits for the end of the body.
  const closing = !response.shouldKeepAlive;
  response.shouldKeepAlive = true;
  answer();
  const timer = setTimeout(() => socket.destroy(), LINGER_MAX_MS);
  let left = LINGER_MAX_BYTES;
  request.on("data", (part: Buffer) => {
    left -= part.length;
    if (left < 0) socket.destroy();
  });
  request.once("close", () => {
    clearTimeout(timer);
    if (closing) socket.end();
  });
  request.resume();
}
