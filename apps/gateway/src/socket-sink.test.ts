import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { startHeartbeat } from "./heartbeat.ts";
import { SocketSink } from "./socket-sink.ts";
import { textFrame } from "./text-frame.ts";

interface Pair {
  /** The server's end. */
  socket: WebSocket;
  sink: SocketSink;
  /** The client's end, and the messages it got. */
  reader: WebSocket;
  heard: string[];
}

let http: Server;
let url: string;

beforeAll(async () => {
  http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => void http.close(resolve)));

async function connect(autoPong = true): Promise<Pair> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const served = new Promise<Pick<Pair, "socket" | "sink">>((resolve) => {
    http.once("upgrade", (request, connection, head) =>
      sockets.handleUpgrade(request, connection, head, (socket) =>
        resolve({ socket, sink: new SocketSink(socket, connection) }),
      ),
    );
  });
  const reader = new WebSocket(url, { autoPong });
  const heard: string[] = [];
  reader.on("message", (data, isBinary) => heard.push(`${isBinary ? "binary " : ""}${data.toString()}`));
  await once(reader, "open");
  return { ...(await served), reader, heard };
}

describe("a sink", () => {
  test("sends text and bytes of every length as text, in their order, between the library's own frames", async () => {
    const { socket, sink, reader, heard } = await connect();
    const sent = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000].flatMap((length) => [
      "é" + "x".repeat(length),
      "y".repeat(length),
    ]);
    for (const [i, text] of sent.entries()) {
      if (i % 3 === 0) socket.ping();
      sink.send(i % 2 === 0 ? text : textFrame(Buffer.from(text)));
    }
    socket.close(1001, "the end");
    const [code] = await once(reader, "close");
    expect(heard).toEqual(sent);
    expect(code).toBe(1001);
  });

  test("counts what waits for the reader, and sends nothing behind a goodbye", async () => {
    const { socket, sink, reader, heard } = await connect();
    reader.pause();
    expect(sink.unread).toBe(0);
    for (let i = 0; i < 300; i += 1) sink.send(textFrame(Buffer.alloc(100_000, "z")));
    expect(sink.unread).toBeGreaterThan(1_000_000);
    socket.close(1000);
    const unread = sink.unread;
    for (const late of ["late", textFrame(Buffer.from("late"))]) sink.send(late);
    expect(sink.unread).toBe(unread);
    reader.resume();
    await once(reader, "close");
    expect(heard).toHaveLength(300);
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

  test("drops a socket that does not", async () => {
    const { socket, reader } = await connect(false);
    startHeartbeat(socket, 20);
    const [code] = await once(reader, "close");
    expect(code).toBe(1006);
  });
});
