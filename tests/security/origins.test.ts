import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const LISTED = "https://shop.example";
const FOREIGN = "https://evil.example";

let system: System;
beforeAll(async () => {
  system = await startSystem({
    workers: 0,
    waitReady: false,
    env: { ALLOWED_ORIGINS: `${LISTED}, http://localhost:3000`, API_KEYS: "key" },
  });
  await system.untilAnswering();
});
afterAll(() => system.stop());

const request = (origin: string, method = "GET", headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}/api/capabilities`, { method, headers: { origin, ...headers } });

test("pages of allowed origins may call the API with a key, and read errors", async () => {
  const preflight = await request(LISTED, "OPTIONS", {
    "access-control-request-method": "POST",
    "access-control-request-headers": "x-api-key,idempotency-key",
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe(LISTED);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("x-api-key,idempotency-key");
  for (const [headers, status] of [
    [{ "x-api-key": "key" }, 200],
    [{}, 401],
  ] as const) {
    const response = await request(LISTED, "GET", headers);
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([status, LISTED]);
  }
});

test("pages of other origins get no CORS headers", async () => {
  for (const method of ["GET", "OPTIONS"])
    expect(
      (await request(FOREIGN, method, { "x-api-key": "key" })).headers.get("access-control-allow-origin"),
    ).toBeNull();
});

/** The status line of the response to a WebSocket request, through the port of the API. */
async function upgrade(origin: string | undefined): Promise<string> {
  const { hostname, port, host } = new URL(system.url);
  const socket = connect(Number(port), hostname);
  const lines = [
    `GET /ws/someone?api_key=key HTTP/1.1`,
    `host: ${host}`,
    "upgrade: websocket",
    "connection: upgrade",
    "sec-websocket-version: 13",
    `sec-websocket-key: ${randomBytes(16).toString("base64")}`,
  ];
  socket.write([...lines, ...(origin === undefined ? [] : [`origin: ${origin}`]), "", ""].join("\r\n"));
  const [response] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return response.toString().split("\r\n")[0] ?? "";
}

test("F-45: pages of other origins cannot open WebSockets", async () => {
  for (const origin of [FOREIGN, "null", `${LISTED}.evil.example`])
    expect([origin, await upgrade(origin)]).toEqual([origin, "HTTP/1.1 403 Forbidden"]);
  for (const origin of [undefined, LISTED, system.url])
    expect([origin, await upgrade(origin)]).toEqual([origin, "HTTP/1.1 101 Switching Protocols"]);
});
