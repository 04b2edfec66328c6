import type { IncomingMessage, Server } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Forwards WebSocket connections to a gateway process, byte for byte: page, API and sockets share one port, while the
 * sockets are handled in another process.
 */
export function tunnelUpgrades(
  server: Server,
  gatewayUrl: string,
  addressOf: (request: IncomingMessage) => string,
): void {
  const { hostname, port } = new URL(gatewayUrl);
  server.on("upgrade", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const gateway = connect({ host: hostname, port: Number(port || 80), timeout: CONNECT_TIMEOUT_MS });
    const end = (): void => {
      client.destroy();
      gateway.destroy();
    };
    client.on("error", end).on("close", end);
    gateway.on("close", end).on("timeout", end);
    gateway.on("error", () => {
      if (!client.destroyed && gateway.bytesRead === 0)
        client.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n");
      else end();
    });
    gateway.on("connect", () => {
      gateway.setTimeout(0);
      gateway.setNoDelay(true);
      gateway.write(headOf(request, addressOf(request)));
      gateway.write(head);
      client.pipe(gateway).pipe(client);
    });
  });
}

/** To the gateway this process is the only proxy, so it passes on the client address that it trusts itself. */
function headOf(request: IncomingMessage, address: string): string {
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    if (request.rawHeaders[i]?.toLowerCase() !== "x-forwarded-for")
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
  }
  lines.push(`X-Forwarded-For: ${address}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
