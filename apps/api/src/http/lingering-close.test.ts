import { afterEach, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { respondAndLinger } from "./lingering-close.ts";

const MEGABYTE = Buffer.alloc(1024 * 1024);

let server: Server;
let socket: Socket;

/** A server that refuses everything before it has read any of it. */
async function connectToRefusing(): Promise<void> {
  server = createServer((request, response) => {
    respondAndLinger(request, response, () => response.writeHead(507, { "content-length": 7 }).end("no room"));
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

test("a caller who sends on to the end reads the answer, and may ask again on the same connection", async () => {
  await connectToRefusing();
  let answers = "";
  socket.on("data", (part) => (answers += part.toString()));
  for (let i = 0; i < 2; i += 1) {
    await write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${12 * MEGABYTE.length}\r\n\r\n`);
    for (let sent = 0; sent < 12; sent += 1) await write(MEGABYTE);
  }
  while (answers.split("HTTP/1.1 507").length < 3) await once(socket, "data");
});

test.each(["HTTP/1.0", "HTTP/1.1"])(
  "a caller of %s who asks for one answer only gets it too, and then the end",
  async (version) => {
    await connectToRefusing();
    let answer = "";
    socket.on("data", (part) => (answer += part.toString()));
    const ended = once(socket, "end");
    await write(`POST / ${version}\r\nhost: x\r\nconnection: close\r\ncontent-length: ${12 * MEGABYTE.length}\r\n\r\n`);
    for (let sent = 0; sent < 12; sent += 1) await write(MEGABYTE);
    await ended;
    expect(answer).toContain("507");
  },
);

test("a caller who never ends is cut off", async () => {
  await connectToRefusing();
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
