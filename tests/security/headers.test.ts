import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
beforeAll(async () => {
  system = await startSystem({ workers: 0, waitReady: false, env: { API_KEYS: "key-of-the-house" } });
  await until(async () => (await fetch(`${system.url}/healthz`)).ok, "the API answers");
});
afterAll(() => system.stop());

test.each(["/", "/healthz", "/openapi.json", "/api/nothing", "/api/check-logo/batch/x/status"])(
  "%s carries the headers that keep browsers safe",
  async (path) => {
    const { headers } = await fetch(`${system.url}${path}`);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toContain("upgrade-insecure-requests");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.has("x-powered-by")).toBe(false);
  },
);

test("without a key every API route is closed, with whatever method, and says no more than that", async () => {
  const { paths } = (await (await fetch(`${system.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, object>>;
  };
  const routes = Object.entries(paths).filter(([path]) => path.includes("check-logo") || path.startsWith("/api"));
  expect(routes.length).toBeGreaterThan(10);
  for (const [path] of routes) {
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      const answer = await fetch(`${system.url}${path.replace("{id}", "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f")}`, {
        method,
        headers: { "x-api-key": "wrong" },
      });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
    }
  }
});

test("keys never reach the logs", async () => {
  await fetch(`${system.url}/api/start-batch?api_key=key-of-the-house`, { method: "POST" });
  await fetch(`${system.url}/api/start-batch`, { method: "POST", headers: { "x-api-key": "key-of-the-house" } });
  expect(system.api.output() + system.gateway.output()).not.toContain("key-of-the-house");
});
