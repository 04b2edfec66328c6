import { afterEach, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { closeIdleSockets } from "./idle-sockets.ts";

const IDLE_MS = 100;
/** Longer than any test may last. */
const NEVER_MS = 3_600_000;
const WITHOUT_BODY = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
const postOf = (length: number, body: string): string =>
  `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n${body}`;

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;
async function listen(responseMs: number, handle: Handle): Promise<void> {
  server = createServer((request, response) => void handle(request, response));
  closeIdleSockets(server, IDLE_MS, responseMs);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

/** Sends this and nothing else. @returns all that comes until the server closes the connection */
async function received(bytes: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

test.each([
  ["without a body", WITHOUT_BODY],
  ["whose body has come", postOf(4, "body")],
])("a request %s may wait for its response for longer than an idle connection lasts", async (_name, request) => {
  await listen(NEVER_MS, async (_request, response) => {
    await sleep(4 * IDLE_MS);
    response.end("done");
  });
  expect(await received(request)).toContain("done");
});

test("a response that never comes is given up", async () => {
  await listen(3 * IDLE_MS, () => undefined);
  expect(await received(WITHOUT_BODY)).toBe("");
});

test("a connection without a request, and a body that stops, are closed as idle", async () => {
  await listen(NEVER_MS, (request) => request.on("error", () => undefined).resume());
  expect([await received(""), await received(postOf(9, "body"))]).toEqual(["", ""]);
});

test("a response that stops is closed as idle", async () => {
  await listen(NEVER_MS, (_request, response) => response.write("part"));
  expect(await received(WITHOUT_BODY)).toContain("part");
});
