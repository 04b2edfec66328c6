import type { WebSocket } from "ws";
import { PING_EVERY_MS } from "./config.ts";

/**
 * Drops a socket whose other end is gone: it is pinged, and must have answered by the next time. Each socket has
 * its own beat from when it came, so that thousands are not pinged at once and hold up everybody's events.
 */
export function startHeartbeat(socket: WebSocket, everyMs = PING_EVERY_MS): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, everyMs);
  socket.on("pong", () => (answered = true));
  socket.on("close", () => clearInterval(timer));
}
