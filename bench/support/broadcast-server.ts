// The baseline of the gateway bench: a loop that sends a frame to each socket, in a process of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { frameFor } from "./gateway-frames.ts";

const server = createServer();
const sockets: WebSocket[] = [];
new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket, { url }) => {
  sockets.push(socket);
  socket.send(`welcome ${url}`);
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on("disconnect", () => process.exit(0));
process.on("message", ({ from, to, seq }: { from: number; to: number; seq: number }) => {
  for (const socket of sockets.slice(from, to)) socket.send(frameFor("00000000-0000-4000-8000-000000000000", seq));
});
