import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-web-"));
  await mkdir(join(dir, "assets"));
  await writeFile(join(dir, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(join(dir, "assets", "main-abc123.js"), `export const text = "${"word ".repeat(2_000)}";`);
  system = await startSystem({ workers: 0, waitReady: false, env: { WEB_DIR: dir } });
  await until(async () => (await fetch(`${system.url}/healthz`)).ok, "the API answers");
});
afterAll(async () => {
  await system.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

test("the page is revalidated on each visit, its assets are compressed and cached for good", async () => {
  const page = await fetch(`${system.url}/`);
  expect([page.status, page.headers.get("content-type"), page.headers.get("cache-control")]).toEqual([
    200,
    "text/html; charset=utf-8",
    "no-cache",
  ]);
  const part = await fetch(`${system.url}/assets/main-abc123.js`, { headers: { "accept-encoding": "gzip" } });
  expect([part.status, part.headers.get("content-encoding"), part.headers.get("cache-control")]).toEqual([
    200,
    "gzip",
    "public, max-age=31536000, immutable",
  ]);
  expect(await part.text()).toContain("word word");
  expect((await fetch(`${system.url}/assets/none.js`)).status).toBe(404);
});

test("an address that leads nowhere is a page for people and a problem for programs", async () => {
  const page = await fetch(`${system.url}/batches/old-link`, { headers: { accept: "text/html,*/*;q=0.8" } });
  expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  expect(await page.text()).toContain("<title>page</title>");
  for (const [path, accept] of [
    ["/batches/old-link", "*/*"],
    ["/api/nothing", "text/html"],
  ] as const) {
    const problem = await fetch(`${system.url}${path}`, { headers: { accept } });
    expect([problem.status, problem.headers.get("content-type")]).toEqual([
      404,
      expect.stringContaining("application/problem+json"),
    ]);
  }
});
