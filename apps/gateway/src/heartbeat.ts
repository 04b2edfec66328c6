import type { WebSocket } from "ws";
import { PING_EVERY_MS } from "./config.ts";

/**
 * Terminates a socket whose peer is gone: it must answer each ping before the next one. Each socket has a timer of
 * its own, so that thousands of pings are spread over time and do not delay events.
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
