import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { createCaller } from "@symphony/test-support/client";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
afterEach(() => system.stop());

const start = async (env: Record<string, string>): Promise<void> => {
  system = await startSystem({ workers: 0, waitReady: false, env });
  await system.untilAnswering();
};
const unknown = "/api/check-logo/batch/nonsense/status";
const call = (headers: Record<string, string> = {}, path = unknown): Promise<Response> =>
  fetch(`${system.url}${path}`, { headers });
const statuses = async (count: number, headers: Record<string, string> = {}): Promise<number[]> => {
  const found: number[] = [];
  for (let i = 0; i < count; i += 1) found.push((await call(headers)).status);
  return found;
};

test("too many requests are refused with the time of the next one, and other callers are not", async () => {
  await start({ RATE_LIMIT_PER_MINUTE: "5", RATE_LIMIT_SUBMISSIONS_PER_MINUTE: "2", TRUST_PROXY: "1" });
  expect(await statuses(5, { "x-forwarded-for": "192.0.2.1" })).toEqual([404, 404, 404, 404, 404]);
  const refused = await call({ "x-forwarded-for": "192.0.2.1" });
  expect([refused.status, refused.headers.get("content-type")]).toEqual([
    429,
    expect.stringMatching("application/problem\\+json"),
  ]);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(await refused.json()).toMatchObject({ code: "too_many_requests", status: 429, retry_after: seconds });
  expect((await call({ "x-forwarded-for": "192.0.2.2" })).status).toBe(404);
  // IPv6 addresses of one /64 network, or less, belong to one caller.
  expect(await statuses(5, { "x-forwarded-for": "2001:db8::1" })).toEqual([404, 404, 404, 404, 404]);
  expect((await call({ "x-forwarded-for": "2001:db8:0:42::7" })).status).toBe(429);
  expect((await call({ "x-forwarded-for": "192.0.2.1" }, "/healthz")).status).toBe(200);
  const caller = createCaller(system.url);
  expect(
    [
      await caller.post("/api/start-batch", {}),
      await caller.post("/api/start-batch", {}),
      await caller.post("/api/start-batch", {}),
    ].map((response) => response.status),
  ).toEqual([201, 201, 429]);
});

test("F-50: the limit applies without Redis, and no request fails because of that", async () => {
  await start({ RATE_LIMIT_PER_MINUTE: "5", API_KEYS: "one,two" });
  await system.redis.stop("SIGKILL");
  expect(await statuses(7, { "x-api-key": "one" })).toEqual([404, 404, 404, 404, 404, 429, 429]);
  expect(await statuses(1, { "x-api-key": "two" })).toEqual([404]);
  expect(await statuses(1)).toEqual([401]);
});

test("a forwarded address is ignored unless a proxy is configured", async () => {
  await start({ RATE_LIMIT_PER_MINUTE: "2" });
  expect(await statuses(3, { "x-forwarded-for": "192.0.2.1" })).toEqual([404, 404, 429]);
  expect(await statuses(1, { "x-forwarded-for": "192.0.2.9" })).toEqual([429]);
});

/** Opens a WebSocket. @returns the HTTP status and the Retry-After header */
function openSocket(headers: Record<string, string> = {}): Promise<[status: number, retryAfter: string | undefined]> {
  const socket = new WebSocket(`${system.wsUrl}/ws/${randomUUID()}`, { headers });
  return new Promise((resolve) => {
    socket.on("open", () => {
      socket.terminate();
      resolve([101, undefined]);
    });
    socket.on("unexpected-response", (request, response) => {
      resolve([response.statusCode ?? 0, response.headers["retry-after"]]);
      request.destroy();
    });
    socket.on("error", () => resolve([0, undefined]));
  });
}

const sockets = async (count: number, headers: Record<string, string> = {}): Promise<number[]> => {
  const found: number[] = [];
  for (let i = 0; i < count; i += 1) found.push((await openSocket(headers))[0]);
  return found;
};

test("F-50: too many WebSockets from one address are refused, with Redis and without", async () => {
  await start({ RATE_LIMIT_SOCKETS_PER_MINUTE: "3", TRUST_PROXY: "1" });
  await until(() => system.gateway.output().includes("gateway:up"), "the gateway is up");
  expect(await sockets(4, { "x-forwarded-for": "192.0.2.1" })).toEqual([101, 101, 101, 429]);
  const [, retryAfter] = await openSocket({ "x-forwarded-for": "192.0.2.1" });
  expect(Number(retryAfter)).toBeGreaterThan(0);
  // Only the address that the API adds counts; the caller's own part of the header does not.
  expect(await sockets(1, { "x-forwarded-for": "192.0.2.66, 192.0.2.1" })).toEqual([429]);
  expect(await sockets(1, { "x-forwarded-for": "192.0.2.2" })).toEqual([101]);
  await system.redis.stop("SIGKILL");
  expect(await sockets(4, { "x-forwarded-for": "192.0.2.3" })).toEqual([101, 101, 101, 429]);
});
