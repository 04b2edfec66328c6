import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Closes connections on which nothing moves for `idleMs`. A request that has come whole is not its sender's to move:
 * until its response begins, its connection may rest for `responseMs`.
 */
export function closeIdleSockets(server: Server, idleMs: number, responseMs: number): void {
  server.setTimeout(idleMs);
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    let waitedMs = 0;
    // With a listener, Node leaves the socket to it, and a timeout that fired is not set again.
    response.on("timeout", (socket: Socket) => {
      waitedMs += idleMs;
      if (request.complete && !response.headersSent && waitedMs < responseMs) socket.setTimeout(idleMs);
      else socket.destroy();
    });
  });
}
