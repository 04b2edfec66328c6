import { afterEach, beforeEach, expect, test } from "@jest/globals";
import express from "express";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { readMultipart } from "./multipart.ts";

const FILES = 2_000;

let server: Server;
let taken: number;
let most: number;
let failing: number | undefined;

beforeEach(async () => {
  [taken, most, failing] = [0, 0, undefined];
  let open = 0;
  const sink = async (_field: string, _name: string, bytes: AsyncIterable<Buffer>): Promise<void> => {
    most = Math.max(most, (open += 1));
    await sleep(1);
    for await (const part of bytes) taken += part.length;
    open -= 1;
    if (taken === failing) throw new Error("the disk is full");
  };
  const app = express().post("/", (request, response) => {
    readMultipart(request, ["files"], FILES, sink).then(
      () => response.sendStatus(200),
      () => response.sendStatus(507),
    );
  });
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => void server.close());

async function send(): Promise<number> {
  const form = new FormData();
  for (let i = 0; i < FILES; i += 1) form.append("files", new Blob([new Uint8Array(2_000)]), `${i}.jpg`);
  return (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method: "POST", body: form }))
    .status;
}

// A small file comes whole with the bytes around it: nothing but a pause of the request holds it back.
test("files that are slow to be written hold the sender up, however small they are", async () => {
  expect(await send()).toBe(200);
  expect(taken).toBe(FILES * 2_000);
  expect(most).toBeLessThan(400);
});

test("a failure among many is told", async () => {
  failing = 100 * 2_000;
  expect(await send()).toBe(507);
});
