import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { requireBodySpeed } from "./body-speed.ts";

const WINDOW_MS = 300;
let server: Server;
let reads: boolean;
beforeEach(async () => {
  reads = true;
  server = createServer((request, response) => {
    if (reads) request.resume().on("end", () => response.end("read"));
    request.on("error", () => undefined);
  });
  requireBodySpeed(server, 1_000, WINDOW_MS);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends a body in parts. @returns whether the connection was still open after many windows */
async function survives(partBytes: number, everyMs: number): Promise<boolean> {
  const socket: Socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined).resume();
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000000\r\n\r\n");
  const timer = setInterval(() => socket.writable && socket.write(Buffer.alloc(partBytes)), everyMs);
  const ended = await Promise.race([
    closed.then(() => false),
    new Promise((done) => setTimeout(done, 6 * WINDOW_MS, true)),
  ]);
  clearInterval(timer);
  socket.destroy();
  return ended as boolean;
}

test("F-78: a body that drips is cut off, and a steady one is not", async () => {
  expect(await survives(1, 20)).toBe(false);
  expect(await survives(2_000, 20)).toBe(true);
});

test("a body that nobody reads yet is not its sender's fault", async () => {
  reads = false;
  expect(await survives(200_000, 50)).toBe(true);
});
