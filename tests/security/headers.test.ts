import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
beforeAll(async () => {
  system = await startSystem({ workers: 0, waitReady: false, env: { API_KEYS: "the-key-of-this-test" } });
  await system.untilAnswering();
});
afterAll(() => system.stop());

test.each(["/", "/healthz", "/openapi.json", "/api/nothing", "/api/check-logo/batch/x/status"])(
  "%s has the security headers",
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

test("without a key every API route responds 401 to every method", async () => {
  const { paths } = (await (await fetch(`${system.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, object>>;
  };
  const routes = Object.entries(paths).filter(([path]) => path.includes("check-logo") || path.startsWith("/api"));
  expect(routes.length).toBeGreaterThan(10);
  for (const [path] of routes) {
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      const response = await fetch(`${system.url}${path.replace("{id}", "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f")}`, {
        method,
        headers: { "x-api-key": "wrong" },
      });
      expect([method, path, response.status]).toEqual([method, path, 401]);
    }
  }
});

test("keys are not logged", async () => {
  await fetch(`${system.url}/api/start-batch?api_key=the-key-of-this-test`, { method: "POST" });
  await fetch(`${system.url}/api/start-batch`, { method: "POST", headers: { "x-api-key": "the-key-of-this-test" } });
  expect(system.api.output() + system.gateway.output()).not.toContain("the-key-of-this-test");
});
