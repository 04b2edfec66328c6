import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/** Headers that ask for another protocol; without them a request is an ordinary one. */
const OF_UPGRADES = new Set(["upgrade", "connection", "http2-settings"]);

/** Whether a request asks for WebSockets alone. */
export const asksForWebSocket = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.trim().toLowerCase() === "websocket";

/**
 * Serves a request for another protocol as if it had not asked (RFC 9110, 7.8): its bytes go back to the connection,
 * without that wish, and the server reads them once more. Node hands such requests to `upgrade` listeners, and knows
 * no way to refuse them one by one.
 */
export function ignoreUpgrade(server: Server, request: IncomingMessage, connection: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] as string;
    if (!OF_UPGRADES.has(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[i + 1]}`);
  }
  const connectionOptions = (request.headers.connection ?? "")
    .toLowerCase()
    .split(",")
    .map((each) => each.trim());
  if (connectionOptions.includes("close")) lines.push("connection: close");
  connection.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", connection);
}
