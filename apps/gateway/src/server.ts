import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { RateLimiter } from "@symphony/messaging";
import { asksForWebSocket, ignoreUpgrade } from "@symphony/service";
import type { KeyTable } from "@symphony/service";
import { createAdmission, mayStay } from "./admission.ts";
import type { Refusal } from "./admission.ts";
import { createClient } from "./client.ts";
import { LOST_READER_BYTES, MAX_FRAME_BYTES } from "./config.ts";
import type { GatewayConfig } from "./config.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { createSeats } from "./seats.ts";
import { decodeSubscription } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";
import type { Topics } from "./topics.ts";

/** Slow or silent clients must send their request headers within this time. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Connections that are not sockets yet. */
const HANDSHAKES_MAX = 1_000;
const NOT_FOUND: Refusal = ["404 Not Found"];
const BAD_REQUEST: Refusal = ["400 Bad Request"];
const FULL: Refusal = ["503 Service Unavailable"];

export interface GatewayServer {
  http: Server;
  /** Number of open sockets. */
  sockets(): number;
  /** Closes the sockets whose key does not count any more, with code 1008. */
  dropRefused(): void;
  /** Closes all sockets with code 1001 and accepts no new ones. */
  close(): Promise<void>;
}

/** An HTTP server that upgrades requests to WebSockets and makes each a client. */
export function createGatewayServer(
  config: GatewayConfig,
  limiter: RateLimiter | undefined,
  keys: KeyTable,
  topics: Topics,
  onError: (error: unknown) => void,
): GatewayServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    autoPong: false,
  });
  const check = createAdmission(config, limiter, keys);
  const stays = new WeakMap<WebSocket, () => boolean>();
  const seats = createSeats(config.MAX_SOCKETS, config.MAX_SOCKETS_PER_CLIENT);
  const upgrade = async (request: IncomingMessage, connection: Duplex, head: Buffer): Promise<void> => {
    // Nobody may send before the response: what follows the handshake may be a request of somebody else's making.
    if (head.length > 0) return refuse(connection, BAD_REQUEST);
    const subscription = decodeSubscription(request.url ?? "");
    const refusal = await check(subscription, request);
    if (refusal !== undefined || subscription === undefined) return refuse(connection, refusal ?? NOT_FOUND);
    const leave = seats.take(subscription.topic);
    if (leave === undefined) return refuse(connection, FULL);
    if (connection.destroyed) return leave();
    connection.once("close", leave);
    sockets.handleUpgrade(request, connection, head, (socket) => {
      stays.set(socket, () => mayStay(keys, subscription, request));
      serve(socket, subscription, topics, onError);
    });
  };

  const http = createServer({ headersTimeout: HEADERS_TIMEOUT_MS }, (request, response) => {
    const healthy = request.url === "/healthz";
    response
      .writeHead(healthy ? 200 : 404, { "content-type": "application/json", connection: "close" })
      .end(JSON.stringify({ status: healthy ? "ok" : "not found" }));
  });
  http.maxHeadersCount = 0;
  http.maxConnections = config.MAX_SOCKETS + HANDSHAKES_MAX;
  http.on("upgrade", (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on("error", () => connection.destroy());
    if (!asksForWebSocket(request)) return ignoreUpgrade(http, request, connection, head);
    upgrade(request, connection, head).catch((error: unknown) => {
      connection.destroy();
      onError(error);
    });
  });

  return {
    http,
    sockets: () => sockets.clients.size,
    dropRefused() {
      for (const socket of sockets.clients) if (stays.get(socket)?.() === false) socket.close(1008, "key refused");
    },
    async close() {
      for (const socket of sockets.clients) socket.close(1001, "server stops");
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function refuse(connection: Duplex, refusal: Refusal): void {
  connection.end(`HTTP/1.1 ${refusal.join("\r\n")}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function serve(
  socket: WebSocket,
  { topic, coalesced }: Subscription,
  topics: Topics,
  onError: (error: unknown) => void,
): void {
  const client = createClient(socket, coalesced);
  startHeartbeat(socket);
  socket.on("error", () => socket.terminate());
  // Not by itself: a client that pings and never reads would fill the memory with pongs.
  socket.on("ping", (data) => (socket.bufferedAmount > LOST_READER_BYTES ? socket.terminate() : socket.pong(data)));
  socket.on("message", (data) => client.onMessage(data.toString()));
  socket.on("close", () => {
    topics.unsubscribe(topic, client);
    client.close();
  });
  topics.subscribe(topic, client).catch(onError);
}
