import { afterEach, expect, test } from "@jest/globals";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { createCaller } from "@symphony/test-support/client";
import { FULL } from "@symphony/test-support/scale";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
afterEach(() => system.stop());
const start = async (env: Record<string, string> = {}): Promise<void> => {
  system = await startSystem({ workers: 0, waitReady: false, env });
  await system.untilAnswering();
};

/** The status that another address of this machine gets; 0 when its connection is closed. */
async function statusFrom(address: string): Promise<number> {
  const { port, host } = new URL(system.url);
  const socket = connect({ port: Number(port), host: "127.0.0.1", localAddress: address });
  socket.on("error", () => undefined);
  socket.write(`GET /api/capabilities HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  let text = "";
  socket.on("data", (part: Buffer) => (text += part.toString()));
  await new Promise((resolve) => socket.once("close", resolve));
  return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
}

function drip(count: number, headers = ""): Socket[] {
  const { port } = new URL(system.url);
  return Array.from({ length: count }, () => {
    const socket = connect(Number(port), "127.0.0.1").on("error", () => undefined);
    socket.write(
      `POST /api/start-batch HTTP/1.1\r\nhost: x\r\n${headers}content-type: application/json\r\ncontent-length: 4000\r\n\r\n{`,
    );
    return socket.resume();
  });
}

test("F-78: thousands of connections of one address that drip their bodies stop nobody else", async () => {
  await start();
  const sockets: Socket[] = [];
  for (let i = 0; i < (FULL ? 20 : 7); i += 1) {
    const started = drip(500);
    sockets.push(...started);
    await until(() => started.every((socket) => !socket.connecting), "the connections are made", 60_000);
  }
  const open = (): number => sockets.filter((socket) => !socket.closed).length;
  await until(() => open() <= 2_500, "the connections beyond the limit are closed", 120_000);
  expect(await statusFrom("127.0.0.2")).toBe(200);
  // None of the rest stays: their bodies are too slow.
  await until(() => sockets.every((socket) => socket.closed), "the slow ones are closed", 90_000);
  expect(await statusFrom("127.0.0.1")).toBe(200);
}, 400_000);

test("connections of a trusted proxy are those of many callers", async () => {
  await start({ MAX_CONNECTIONS_PER_ADDRESS: "5", TRUST_PROXY: "127.0.0.1" });
  const sockets = drip(20);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(sockets.filter((socket) => socket.closed)).toEqual([]);
  for (const socket of sockets) socket.destroy();
});

test("F-84: the metrics are read once for all who ask at once, and limited", async () => {
  await start({ RATE_LIMIT_PER_MINUTE: "100" });
  const texts = await Promise.all(
    Array.from({ length: 50 }, async () => (await fetch(`${system.url}/metrics`)).text()),
  );
  // Each reading has the processor time of its moment.
  const times = new Set(texts.map((text) => /process_cpu_seconds_total\{[^}]*\} (\S+)/.exec(text)?.[1]));
  expect(times.size).toBeLessThan(5);
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async () => (await fetch(`${system.url}/metrics`)).status),
  );
  expect(statuses).toContain(429);
});

test("F-84: drafts of one caller are limited by the hour, those of others are not", async () => {
  await start({ RATE_LIMIT_DRAFTS_PER_HOUR: "3", API_KEYS: "one,two" });
  const statusOf = async (key: string): Promise<number> =>
    (await fetch(`${system.url}/api/start-batch`, { method: "POST", headers: { "x-api-key": key } })).status;
  const statuses = [];
  for (const key of ["one", "one", "one", "one", "two"]) statuses.push(await statusOf(key));
  expect(statuses).toEqual([201, 201, 201, 429, 201]);
  const caller = createCaller(system.url);
  expect((await caller.post("/api/start-batch", { client_id: "x".repeat(20_000) })).status).toBe(401);
});
