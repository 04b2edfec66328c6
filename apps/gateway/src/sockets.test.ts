import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { createSendQueue } from "./send-queue.ts";
import { startHeartbeat } from "./heartbeat.ts";

interface Pair {
  /** The server's end. */
  socket: WebSocket;
  /** The client's end, and the messages it got. */
  reader: WebSocket;
  received: string[];
}

let sockets: WebSocketServer;

beforeAll(async () => {
  sockets = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await once(sockets, "listening");
});
afterAll(() => new Promise((resolve) => void sockets.close(resolve)));

async function connect(autoPong = true): Promise<Pair> {
  const served = once(sockets, "connection") as Promise<[WebSocket]>;
  const reader = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`, { autoPong });
  const received: string[] = [];
  reader.on("message", (data, isBinary) => received.push(`${isBinary ? "binary " : ""}${data.toString()}`));
  await once(reader, "open");
  const [socket] = await served;
  return { socket, reader, received };
}

describe("a send queue on a real socket", () => {
  test("sends strings and buffers of every length as text, in order", async () => {
    const { socket, reader, received } = await connect();
    const queue = createSendQueue(socket, false);
    const sent = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000].flatMap((length) => [
      "é" + "x".repeat(length),
      "y".repeat(length),
    ]);
    for (const [i, text] of sent.entries()) {
      if (i % 3 === 0) socket.ping();
      queue.send(i % 2 === 0 ? text : Buffer.from(text));
    }
    socket.close(1001, "the end");
    const [code] = await once(reader, "close");
    expect(received).toEqual(sent);
    expect(code).toBe(1001);
  });

  test("knows how many bytes are unsent, and sends nothing after a close frame", async () => {
    const { socket, reader, received } = await connect();
    const queue = createSendQueue(socket, false);
    reader.pause();
    expect(socket.bufferedAmount).toBe(0);
    for (let i = 0; i < 70; i += 1) queue.send(Buffer.alloc(100_000, "z"));
    expect(socket.bufferedAmount).toBeGreaterThan(1_000_000);
    socket.close(1000);
    for (const late of ["late", Buffer.from("late")]) queue.send(late);
    reader.resume();
    await once(reader, "close");
    expect(received.length).toBe(70);
  });

  test("disconnects a reader that never reads, whatever is sent", async () => {
    const { socket, reader, received } = await connect();
    const queue = createSendQueue(socket, false);
    reader.pause();
    const closed = once(socket, "close");
    for (let i = 0; i < 300; i += 1) queue.send(Buffer.alloc(100_000, "z"));
    await closed;
    expect(socket.bufferedAmount).toBeLessThan(10_000_000);
    reader.resume();
    await once(reader, "close");
    expect(received.length).toBeLessThan(300);
  });
});

describe("a heartbeat", () => {
  test("keeps a socket that answers", async () => {
    const { socket, reader } = await connect();
    startHeartbeat(socket, 200);
    for (let beat = 0; beat < 3; beat += 1) await once(reader, "ping");
    expect(socket.readyState).toBe(WebSocket.OPEN);
    reader.terminate();
  });

  test("terminates a socket that does not answer", async () => {
    const { socket, reader } = await connect(false);
    startHeartbeat(socket, 20);
    const [code] = await once(reader, "close");
    expect(code).toBe(1006);
  });
});
