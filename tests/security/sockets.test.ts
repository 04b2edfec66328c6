import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;
beforeAll(async () => {
  system = await startSystem({ workers: 1 });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

const gatewayMemoryMb = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${system.gateway.child.pid}/status`, "utf8"))?.[1]) / 1024;

/** A WebSocket connection without a library, to send malformed frames. */
async function rawSocket(id: string): Promise<Socket> {
  const { hostname, port } = new URL(system.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(
    `GET /ws/${id} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once("data", resolve));
  return socket;
}

const closed = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => (socket.destroyed ? resolve(true) : socket.on("close", () => resolve(true))));

describe("F-46: sockets that misbehave are closed, and the others are not affected", () => {
  test("a frame with a declared length of a hundred megabytes", async () => {
    const socket = await rawSocket("big");
    const header = Buffer.alloc(14);
    header[0] = 0x81;
    header[1] = 0xff;
    header.writeBigUInt64BE(100_000_000n, 2);
    socket.write(header);
    socket.resume();
    expect(await closed(socket)).toBe(true);
  });

  test("a message in a hundred thousand tiny fragments", async () => {
    const socket = await rawSocket("tiny");
    const fragment = (first: boolean): Buffer => Buffer.from([first ? 0x01 : 0x00, 0x81, 0, 0, 0, 0, 0x78]);
    socket.write(Buffer.concat(Array.from({ length: 100_000 }, (_, i) => fragment(i === 0))));
    socket.resume();
    expect(await closed(socket)).toBe(true);
  });

  test("a frame that is not masked, or has an unknown opcode", async () => {
    for (const bytes of [
      [0x81, 0x01, 0x78],
      [0x8f, 0x80, 0, 0, 0, 0],
      [0xf1, 0x80, 0, 0, 0, 0],
    ]) {
      const socket = await rawSocket("malformed");
      socket.write(Buffer.from(bytes));
      socket.resume();
      expect(await closed(socket)).toBe(true);
    }
  });

  test("clients that never read, beside one that does", async () => {
    const before = gatewayMemoryMb();
    const stuck = await Promise.all(Array.from({ length: 50 }, () => rawSocket("crowd")));
    for (const socket of stuck) socket.pause();
    const reader = await listen(`${system.wsUrl}/ws/crowd`);
    const pictures = await picturesOf(200);
    const { batch_id } = await caller.submit(
      formOf(
        pictures.map((bytes, i) => [`${"n".repeat(3_000)}${i}.jpg`, bytes]),
        { client_id: "crowd" },
      ),
    );
    await caller.untilDone(batch_id);
    await until(() => reader.of("complete").length === 1, "the reader gets the end");
    expect(reader.of("progress")).toHaveLength(200);
    expect(gatewayMemoryMb() - before).toBeLessThan(300);
    for (const socket of stuck) socket.destroy();
    reader.close();
  });
});

test("F-45: no id gives access to the batches of another client", async () => {
  const secret = `client-${randomBytes(8).toString("hex")}`;
  const guesses = [
    secret.slice(0, -1),
    `${secret}0`,
    secret.toUpperCase(),
    "*",
    "client-*",
    "",
    "symphony:events",
    "batch",
  ].filter((id) => /^[\w.-]+$/.test(id));
  const listeners = await Promise.all(guesses.map((id) => listen(`${system.wsUrl}/ws/${id}`)));
  const [picture] = await picturesOf(1);
  const { batch_id } = await caller.submit(formOf([["secret.jpg", picture as Buffer]], { client_id: secret }));
  await caller.untilDone(batch_id);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const listener of listeners) {
    expect(listener.frames).toEqual([expect.objectContaining({ event: "connected", batches: [] })]);
    listener.close();
  }
});

test("F-40: five hundred slow connections do not keep others from being served", async () => {
  const { hostname, port } = new URL(system.url);
  const slow = Array.from({ length: 500 }, () => connect(Number(port), hostname).on("error", () => undefined));
  for (const socket of slow) socket.write("POST /api/check-logo/batch HTTP/1.1\r\nhost: x\r\n");
  const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write("x: y\r\n")), 1_000);
  const [picture] = await picturesOf(1);
  const { batch_id } = await caller.submit(formOf([["a.jpg", picture as Buffer]]));
  await caller.untilDone(batch_id);
  // Headers must arrive within ten seconds. Node checks that twice a minute.
  await until(() => slow.every((socket) => socket.closed), "the slow connections are closed", 60_000);
  clearInterval(drip);
}, 90_000);
