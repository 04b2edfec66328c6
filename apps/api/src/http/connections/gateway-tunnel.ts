import type { IncomingMessage, Server } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { asksForWebSocket, ignoreUpgrade, RELAY_HEADER } from "@symphony/service";
import { handshakeOf } from "./handshake.ts";

/** A gateway that does not respond by then is taken for stopped. */
const HANDSHAKE_TIMEOUT_MS = 5_000;
const SOCKET_PATH = /^\/ws(?:[/?]|$)/;

export interface Tunnel {
  gatewayUrl: string;
  /** Shows the gateway that a handshake comes from this installation. */
  secret: string | undefined;
  addressOf(request: IncomingMessage): string;
}

/**
 * Forwards WebSocket connections to a gateway process: page, API and sockets share one port, while the sockets are
 * handled in another process. Other protocols and paths are served as ordinary requests.
 */
export function tunnelUpgrades(server: Server, { gatewayUrl, secret, addressOf }: Tunnel): void {
  const { hostname, port } = new URL(gatewayUrl);
  server.on("upgrade", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => client.destroy());
    if (!asksForWebSocket(request) || !SOCKET_PATH.test(request.url ?? "")) {
      ignoreUpgrade(server, request, client, head);
      return;
    }
    // To the gateway this process is the only proxy, so it passes on the client address that it trusts itself.
    const own = { "x-forwarded-for": addressOf(request), ...(secret === undefined ? {} : { [RELAY_HEADER]: secret }) };
    const handshake = handshakeOf(request, head, own);
    if ("refusal" in handshake) refuse(client, handshake.refusal);
    else relay(client, handshake.text, hostname, Number(port || 80));
  });
}

function relay(client: Duplex, handshake: string, host: string, port: number): void {
  const gateway = connect({ host, port });
  const end = (): void => {
    client.destroy();
    gateway.destroy();
  };
  const fail = (status: string): void => {
    if (!client.destroyed && gateway.bytesRead === 0) refuse(client, status);
    else client.destroy();
    gateway.destroy();
  };
  const deadline = setTimeout(fail, HANDSHAKE_TIMEOUT_MS, "504 Gateway Timeout");
  client.on("close", end);
  gateway
    .on("error", () => fail("503 Service Unavailable"))
    .on("close", () => {
      clearTimeout(deadline);
      // What the gateway wrote last is still on its way to the client.
      client.end();
    })
    .once("data", () => clearTimeout(deadline))
    .on("connect", () => {
      gateway.setNoDelay(true);
      gateway.write(handshake, "latin1");
      client.pipe(gateway).pipe(client);
    });
}

function refuse(client: Duplex, status: string): void {
  client.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  // A caller that does not close its side keeps nothing open.
  client.resume().once("finish", () => setTimeout(() => client.destroy(), 1_000).unref());
}
