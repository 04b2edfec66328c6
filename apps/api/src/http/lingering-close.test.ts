import { afterEach, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { respondWithLingeringClose } from "./lingering-close.ts";

const MEGABYTE = Buffer.alloc(1024 * 1024);

let server: Server;
let socket: Socket;

/** Connects to a server that refuses every request before it has read any of its body. */
async function connectToRefusingServer(): Promise<void> {
  server = createServer((request, response) => {
    respondWithLingeringClose(request, response, () => response.writeHead(507, { "content-length": 7 }).end("no room"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
}
afterEach(() => {
  socket.destroy();
  server.close();
});

const write = (bytes: Buffer | string): Promise<void> =>
  new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));

test("a caller that sends its whole body reads the response and can reuse the connection", async () => {
  await connectToRefusingServer();
  let responses = "";
  socket.on("data", (part) => (responses += part.toString()));
  for (let i = 0; i < 2; i += 1) {
    await write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${12 * MEGABYTE.length}\r\n\r\n`);
    for (let sent = 0; sent < 12; sent += 1) await write(MEGABYTE);
  }
  while (responses.split("HTTP/1.1 507").length < 3) await once(socket, "data");
});

test.each(["HTTP/1.0", "HTTP/1.1"])(
  "an %s caller that asks for the connection to be closed reads the response, then the end",
  async (version) => {
    await connectToRefusingServer();
    let received = "";
    socket.on("data", (part) => (received += part.toString()));
    const ended = once(socket, "end");
    await write(`POST / ${version}\r\nhost: x\r\nconnection: close\r\ncontent-length: ${12 * MEGABYTE.length}\r\n\r\n`);
    for (let sent = 0; sent < 12; sent += 1) await write(MEGABYTE);
    await ended;
    expect(received).toContain("507");
  },
);

test("a caller that never stops sending is cut off", async () => {
  await connectToRefusingServer();
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()).on("error", () => undefined));
  const first = once(socket, "data");
  await write("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
  expect(String((await first)[0])).toContain("507");
  const size = MEGABYTE.length.toString(16);
  const pour = async (): Promise<void> => {
    for (let sent = 0; sent < 1_000; sent += 1)
      await write(Buffer.concat([Buffer.from(`${size}\r\n`), MEGABYTE, Buffer.from("\r\n")]));
    throw new Error("all of it was read");
  };
  await Promise.race([
    closed,
    pour().catch((error: NodeJS.ErrnoException) => (error.code === undefined ? Promise.reject(error) : undefined)),
  ]);
  await closed;
});
