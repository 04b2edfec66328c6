import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { RateLimiter } from "@symphony/messaging";
import { createAdmission } from "./admission.ts";
import { decodeAddress } from "./topic.ts";
import type { Asked } from "./topic.ts";
import { createClient } from "./client.ts";
import { MAX_FRAME_BYTES } from "./config.ts";
import type { GatewayConfig } from "./config.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { Rooms } from "./rooms.ts";
import { SocketSink } from "./socket-sink.ts";

export interface GatewayServer {
  http: Server;
  /** Sockets there are now. */
  sockets(): number;
  /** Says goodbye to all sockets (1001) and takes no new ones. */
  close(): Promise<void>;
}

/** The HTTP server that turns WebSocket requests into clients. */
export function createGatewayServer(
  config: GatewayConfig,
  limiter: RateLimiter | undefined,
  rooms: Rooms,
  onError: (error: unknown) => void,
): GatewayServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const admission = createAdmission(config, limiter, rooms, () => sockets.clients.size);
  const admit = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const asked = decodeAddress(request.url ?? "");
    const refusal = await admission(asked, request);
    if (refusal === undefined && asked !== undefined)
      return sockets.handleUpgrade(request, socket, head, (webSocket) =>
        serve(webSocket, new SocketSink(webSocket, socket), asked, rooms, onError),
      );
    socket.end(
      `HTTP/1.1 ${(refusal ?? ["404 Not Found"]).join("\r\n")}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    );
  };

  const http = createServer({ headersTimeout: 10_000 }, (request, response) => {
    const healthy = request.url === "/healthz";
    response
      .writeHead(healthy ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify({ status: healthy ? "ok" : "not found" }));
  });
  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    admit(request, socket, head).catch((error: unknown) => {
      socket.destroy();
      onError(error);
    });
  });

  return {
    http,
    sockets: () => sockets.clients.size,
    async close() {
      for (const socket of sockets.clients) socket.close(1001, "server stops");
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function serve(
  socket: WebSocket,
  sink: SocketSink,
  { topic, coalesced }: Asked,
  rooms: Rooms,
  onError: (error: unknown) => void,
): void {
  const client = createClient(sink, coalesced);
  startHeartbeat(socket);
  socket.on("error", () => socket.terminate());
  socket.on("message", (data) => client.onMessage(data.toString()));
  socket.on("close", () => {
    rooms.leave(topic, client);
    client.close();
  });
  rooms.join(topic, client).catch(onError);
}
