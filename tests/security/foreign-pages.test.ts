import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { hostname } from "node:os";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { rawResponse, statusesOf } from "./raw-http.ts";

const LISTED = "https://shop.example";
const FOREIGN = "https://evil.example";

const start = async (env: Record<string, string> = {}): Promise<System> => {
  const system = await startSystem({ workers: 0, waitReady: false, env });
  await system.untilAnswering();
  return system;
};
const portOf = (system: System): number => Number(new URL(system.url).port);
const startBatch = async (system: System, headers: Record<string, string>): Promise<number> => {
  const lines = Object.entries({ host: new URL(system.url).host, "content-length": "0", ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return Number(
    statusesOf(
      await rawResponse(
        portOf(system),
        ["POST /api/start-batch HTTP/1.1", ...lines, "connection: close", "", ""].join("\r\n"),
      ),
    )[0],
  );
};
const statusFor = async (system: System, host: string, path = "/api/capabilities"): Promise<number> =>
  Number(
    statusesOf(
      await rawResponse(portOf(system), `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
    )[0],
  );

describe("F-81: pages of other origins", () => {
  let system: System;
  beforeAll(async () => {
    system = await start({ ALLOWED_ORIGINS: LISTED });
  });
  afterAll(() => system.stop());

  test.each<[string, Record<string, string>, number]>([
    ["a script", {}, 201],
    ["a page of this host", { origin: "OWN" }, 201],
    ["a page of this host behind a proxy", { origin: "https://own.example", "sec-fetch-site": "same-origin" }, 201],
    ["a listed page", { origin: LISTED, "sec-fetch-site": "cross-site" }, 201],
    ["an address typed by the user", { "sec-fetch-site": "none" }, 201],
    ["a form of another page", { origin: FOREIGN, "content-type": "application/x-www-form-urlencoded" }, 403],
    ["a page in a sandbox", { origin: "null" }, 403],
    ["another page without an origin", { "sec-fetch-site": "cross-site" }, 403],
    ["a page of a neighbour", { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" }, 403],
  ])("%s", async (_what, headers, status) => {
    const own: Record<string, string> = headers["origin"] === "OWN" ? { origin: system.url } : {};
    expect(await startBatch(system, { ...headers, ...own })).toBe(status);
  });

  test("may read nothing, and their preflights get no permission", async () => {
    const response = await fetch(`${system.url}/api/capabilities`, { headers: { origin: FOREIGN } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, null]);
  });
});

test("F-81: every origin may call with ALLOWED_ORIGINS=*, without credentials", async () => {
  const system = await start({ ALLOWED_ORIGINS: "*" });
  try {
    expect(await startBatch(system, { origin: FOREIGN, "sec-fetch-site": "cross-site" })).toBe(201);
    const { headers } = await fetch(`${system.url}/api/capabilities`, { headers: { origin: FOREIGN } });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  } finally {
    await system.stop();
  }
});

test.each<[string, Record<string, string>, string[], string[]]>([
  [
    "nothing is set",
    {},
    ["symphony", `${hostname()}:8000`, "box.local"],
    ["evil.com", "rebound.evil.com:8000", "localhost.evil.com"],
  ],
  [
    "PUBLIC_URL is set",
    { PUBLIC_URL: "https://logos.shop.com" },
    ["logos.shop.com", "logos.shop.com:8000"],
    ["evil.com"],
  ],
  [
    "ALLOWED_HOSTS is set",
    { ALLOWED_HOSTS: "a.shop.com, b.shop.com", TRUST_PROXY: "1" },
    ["a.shop.com", "B.shop.com."],
    ["shop.com"],
  ],
  ["any host is allowed", { ALLOWED_HOSTS: "*" }, ["evil.com"], []],
  ["a proxy is in front", { TRUST_PROXY: "1" }, ["logos.shop.com"], []],
])("F-81: unknown hosts are refused when %s", async (_what, env, known, unknown) => {
  const system = await start(env);
  try {
    const always = ["localhost:3000", "127.0.0.1", "[::1]:8000", "192.168.1.20:8000"];
    for (const host of [...always, ...known]) expect([host, await statusFor(system, host)]).toEqual([host, 200]);
    for (const host of unknown) expect([host, await statusFor(system, host)]).toEqual([host, 421]);
    expect(await statusFor(system, "evil.com", "/healthz")).toBe(200);
  } finally {
    await system.stop();
  }
});

test("F-80: wrong percent encodings are a 400 everywhere, and no failure in the log", async () => {
  const system = await start();
  try {
    const paths = [
      "/api/batches/%zz/results",
      "/api/batches/%zz/items",
      "/api/batches/%c3/items/0/thumbnail",
      "/api/check-logo/batch/%/status",
      "/api/check-logo/batch/export-csv/%ff",
      "/api/batches/%zz/webhook",
    ];
    for (const path of paths) {
      const response = await fetch(`${system.url}${path}`);
      expect([path, response.status, response.headers.get("content-type")]).toEqual([
        path,
        400,
        expect.stringContaining("problem+json"),
      ]);
    }
    for (const path of [
      "/%zz",
      "/docs/%zz",
      "/check-logo/batch/getCount?batch_id=%zz",
      "/api/batches/x/results?cursor=%zz",
      "/ws/%zz",
    ])
      expect((await fetch(`${system.url}${path}`)).status).toBeLessThan(500);
    for (const verb of ["pause", "threshold"]) {
      const response = await fetch(`${system.url}/api/batches/%zz/${verb}`, { method: "POST" });
      expect([verb, response.status]).toEqual([verb, 400]);
    }
    expect(system.api.output()).not.toMatch(/URIError|request:failed/);
  } finally {
    await system.stop();
  }
});
