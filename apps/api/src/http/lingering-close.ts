import type { IncomingMessage, ServerResponse } from "node:http";

/** What a refused caller may still send: a form of many photos, for a moment. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_MS = 5_000;

/**
 * Responds to a request whose body has not fully arrived, then reads and discards the body for a while (a lingering
 * close); destroys the connection when too much of it comes. A socket that is closed with unread bytes is reset, and
 * a caller that is still sending would see the reset instead of the response.
 */
export function respondWithLingeringClose(
  request: IncomingMessage,
  response: ServerResponse,
  respond: () => void,
): void {
  if (request.complete || request.destroyed) return respond();
  const { socket } = request;
  // Node would close a connection that is not kept alive with the response; here that waits for the end of the body.
  const closing = !response.shouldKeepAlive;
  response.shouldKeepAlive = true;
  respond();
  const timer = setTimeout(() => socket.destroy(), MAX_MS);
  let left = MAX_BYTES;
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
