import type { WebSocket } from "ws";
import { PING_EVERY_MS } from "./config.ts";

/** Drops sockets whose other end is gone: each is pinged, and must have answered by the next time. */
export function startHeartbeat(sockets: ReadonlySet<WebSocket>, everyMs = PING_EVERY_MS): { stop(): void } {
  const asked = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (asked.has(socket)) {
        socket.terminate();
        continue;
      }
      asked.add(socket);
      socket.once("pong", () => asked.delete(socket));
      socket.ping();
    }
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
