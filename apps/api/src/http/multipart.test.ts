import { afterEach, beforeEach, expect, test } from "@jest/globals";
import express from "express";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "@symphony/contract";
import { respondWithLingeringClose } from "./lingering-close.ts";
import { readMultipart } from "./multipart.ts";

const FILES = 2_000;
const MAX_BYTES = 20_000_000;

let server: Server;
let received: number;
let openMax: number;
let failAt: number | undefined;

beforeEach(async () => {
  [received, openMax, failAt] = [0, 0, undefined];
  let open = 0;
  const onFile = async (_field: string, _name: string, bytes: AsyncIterable<Buffer>): Promise<void> => {
    openMax = Math.max(openMax, (open += 1));
    await sleep(1);
    for await (const part of bytes) received += part.length;
    open -= 1;
    if (received === failAt) throw new Error("the disk is full");
  };
  const app = express().post("/", (request, response) => {
    const onBytes = (bytes: number): void => {
      if (bytes > MAX_BYTES) throw new Problem("upload_too_large", "too long");
    };
    readMultipart(
      request,
      { fields: ["files"], maxFiles: FILES, isWanted: (_, name) => name !== "no", onBytes },
      onFile,
    )
      .then(() => 200)
      .catch((error: unknown) => (error instanceof Problem ? error.status : 507))
      .then((status) => respondWithLingeringClose(request, response, () => void response.sendStatus(status)));
  });
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function send(): Promise<number> {
  const form = new FormData();
  for (let i = 0; i < FILES; i += 1) form.append("files", new Blob([new Uint8Array(2_000)]), `${i}.jpg`);
  return (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method: "POST", body: form }))
    .status;
}

// A small file arrives whole with the bytes around it: only a pause of the request slows its sender.
test("files that are slow to write slow the sender, however small they are", async () => {
  expect(await send()).toBe(200);
  expect(received).toBe(FILES * 2_000);
  expect(openMax).toBeLessThan(400);
});

test("the failure of one file among many fails the request", async () => {
  failAt = 100 * 2_000;
  expect(await send()).toBe(507);
});

/** Sends a form of one part in chunks, without a length, and goes on until there is a response. */
async function sendChunked(disposition: string, chunk: Buffer, isEndless = false): Promise<number | undefined> {
  const { port } = server.address() as AddressInfo;
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const request = httpRequest({ port, method: "POST", headers }).on("error", () => undefined);
  const response = once(request, "response");
  let status: number | undefined;
  void response.then(([{ statusCode }]) => (status = statusCode));
  request.write(`--b\r\ncontent-disposition: form-data${disposition}\r\n\r\n`);
  request.write(chunk);
  while (isEndless && status === undefined) {
    // As fast as it is taken: what is sent beside that after the refusal would be too much for a lingering close.
    if (!request.write(chunk)) await Promise.race([once(request, "drain"), response]);
    await sleep(1);
  }
  request.end("\r\n--b--\r\n");
  const [message] = await response;
  message.resume();
  if (!request.closed) await once(request, "close");
  return status;
}

test.each([
  ["a file", '; name="files"; filename="a.jpg"'],
  ["a file that is left out", '; name="files"; filename="no"'],
])("a form without a declared length is refused as soon as it is too long, in %s", async (_what, disposition) => {
  expect(await sendChunked(disposition, Buffer.alloc(100_000), true)).toBe(413);
});

test.each([
  ["as bytes", '; name="files"\r\ncontent-type: application/octet-stream', "x", 400],
  ["and its field neither", "\r\ncontent-type: application/octet-stream", "x", 400],
  ["with an empty name", '; name="files"; filename=""\r\ncontent-type: image/jpeg', "x", 400],
  ["as text", '; name="files"', "x", 400],
  ["and without bytes, as a browser sends a field that is not used", '; name="files"; filename=""', "", 200],
])("a file without a name is not lost: %s", async (_what, disposition, content, status) => {
  expect(await sendChunked(disposition, Buffer.from(content))).toBe(status);
});

// The parser finds the stream of a part before its first byte where the bytes are cut here.
test("a file without a name that comes in two pieces, with another file behind it, holds up no response", async () => {
  const { port } = server.address() as AddressInfo;
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const request = httpRequest({ port, method: "POST", headers }).on("error", () => undefined);
  const response = once(request, "response");
  const head = '--b\r\ncontent-disposition: form-data; name="files"';
  request.write(`${head}\r\ncontent-type: application/octet-stream\r\n\r\n\r\n-`);
  await sleep(200);
  request.write(`x\r\n${head}; filename="a.jpg"\r\n\r\nbytes without an end`);
  const [message] = await response;
  expect(message.statusCode).toBe(400);
  message.resume();
  request.destroy();
});
