import { afterEach, beforeEach, expect, test } from "@jest/globals";
import express from "express";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { readMultipart } from "./multipart.ts";

const FILES = 2_000;

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
    readMultipart(request, { fields: ["files"], maxFiles: FILES, isWanted: () => true }, onFile).then(
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
