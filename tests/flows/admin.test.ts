import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { basicAuth, createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const PASSWORD = "correct horse: battery";
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const api = createRequire(new URL("../../apps/api/package.json", import.meta.url));
const { appRoutes } = api("@bull-board/api/dist/routes.js") as {
  appRoutes: { entryPoint: { route: string | string[] }; api: Array<{ route: string | string[] }> };
};
/** Every route of the dashboard, as listed by the library, and spellings that might bypass the check. */
const ROUTES = [
  ...new Set(
    [appRoutes.entryPoint, ...appRoutes.api]
      .flatMap(({ route }) => route)
      .map((route) => route.replace(":queueName", "chunks").replaceAll(/:\w+/g, "1")),
  ),
  "",
  "/static/js/main.js",
  "/%61pi/queues",
  "//api/queues",
  "/../queues/api/queues",
  "/nothing",
];

let system: System;

beforeAll(async () => {
  system = await startSystem({ env: { ADMIN_PASSWORD: PASSWORD } });
});
afterAll(() => system.stop());

const request = (
  path: string,
  method = "GET",
  headers: Record<string, string> = basicAuth("admin", PASSWORD),
): Promise<Response> => fetch(`${system.url}/admin/queues${path}`, { method, headers, redirect: "manual" });

test("the dashboard shows every queue and its finished jobs to the administrator", async () => {
  const caller = createCaller(system.url);
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  const page = await request("/");
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'self'; style-src 'self' 'unsafe-inline'");
  const html = await page.text();
  const script = /src="(static\/js\/main[^"]+)"/.exec(html)?.[1];
  expect((await request(`/${script}`)).status).toBe(200);
  await until(async () => {
    const { queues } = (await (await request("/api/queues?activeQueue=chunks&status=completed")).json()) as {
      queues: Array<{
        name: string;
        counts: Record<string, number>;
        jobs: Array<{ id: string }>;
        readOnlyMode: boolean;
      }>;
    };
    expect(queues.map((queue) => queue.name).toSorted()).toEqual([
      "chunks",
      "email",
      "estimates",
      "finishing",
      "maintenance",
      "single-files",
      "single-urls",
      "url-chunks",
      "webhooks",
      "write-backs",
    ]);
    expect(queues.every((queue) => queue.readOnlyMode)).toBe(true);
    const chunks = queues.find((queue) => queue.name === "chunks");
    return chunks?.counts["completed"] === 1 && chunks.jobs[0]?.id.startsWith(`${id}-0`) === true;
  }, "the finished chunk is listed");
});

test("the tests know the routes of the dashboard", () => {
  expect(ROUTES.length).toBeGreaterThan(30);
  expect(ROUTES).toContain("/api/queues/chunks/pause");
});

test("F-49: nobody can change a queue there, not even the administrator", async () => {
  for (const method of METHODS.slice(2)) {
    for (const route of ROUTES)
      expect([method, route, (await request(route, method)).status]).toEqual([method, route, 405]);
  }
});

interface History {
  batches: Array<{
    batch_id: string;
    client_id: string | null;
    status: string;
    counts: { total: number };
    duration_ms: number | null;
    errors_by_category: object;
    valid_by_stage: object;
  }>;
  found: number;
  next_cursor: number | null;
}

const logIn = (password: string): Promise<Response> =>
  fetch(`${system.url}/api/admin/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password }),
  });

test("the batch history needs a session, and has counts, error categories and stages, by search and by page", async () => {
  const caller = createCaller(system.url);
  const picture = await markedPicture();
  const ids: string[] = [];
  for (const client of ["first-shop", "second-shop"]) {
    const { batch_id: id } = await caller.submit(
      formOf(
        [
          ["a.jpg", picture],
          ["b.jpg", Buffer.from("no image")],
        ],
        { client_id: client },
      ),
    );
    await caller.untilDone(id);
    ids.unshift(id);
  }
  const history = (query: string, cookie: string): Promise<Response> =>
    fetch(`${system.url}/api/admin/batches${query}`, { headers: { cookie } });
  expect((await history("", "")).status).toBe(401);
  expect((await logIn("wrong password")).status).toBe(401);

  const session = await logIn(PASSWORD);
  const setCookie = session.headers.get("set-cookie") ?? "";
  expect(setCookie).toMatch(/HttpOnly; SameSite=Strict/);
  const cookie = setCookie.split(";", 1)[0] ?? "";
  const read = async (query: string): Promise<History> => (await (await history(query, cookie)).json()) as History;

  const all = await read("");
  expect(all.batches.slice(0, 2)).toEqual(
    ids.map((batch_id) =>
      expect.objectContaining({
        batch_id,
        status: "completed",
        counts: expect.objectContaining({ total: 2, valid: 1, error: 1 }),
        duration_ms: expect.any(Number),
        errors_by_category: { not_an_image: 1 },
        valid_by_stage: { "red-patch": 1 },
      }),
    ),
  );
  expect(await read("?search=FIRST-shop")).toMatchObject({
    found: 1,
    next_cursor: null,
    batches: [{ batch_id: ids[1], client_id: "first-shop" }],
  });
  expect((await read(`?search=${ids[0]?.slice(0, 8)}`)).batches.map((batch) => batch.batch_id)).toEqual([ids[0]]);
  const page = await read("?limit=1");
  expect([page.batches.map((batch) => batch.batch_id), page.next_cursor, page.found]).toEqual([[ids[0]], 1, all.found]);
  expect((await read("?limit=1&cursor=1")).batches.map((batch) => batch.batch_id)).toEqual([ids[1]]);

  const ended = await fetch(`${system.url}/api/admin/session/end`, { method: "POST", headers: { cookie } });
  expect(ended.headers.get("set-cookie")).toContain("Max-Age=0");
  // A form of another site cannot send JSON.
  const forged = await fetch(`${system.url}/api/admin/session`, {
    method: "POST",
    body: new URLSearchParams({ username: "admin", password: PASSWORD }),
  });
  expect(forged.status).toBe(415);
});

test("F-49: without the password no route responds to any method, and guessing is slowed down", async () => {
  const refused = new Set<number>();
  for (const method of METHODS) {
    for (const route of ROUTES) {
      const response = await request(route, method, {});
      refused.add(response.status);
      if (response.status === 401) expect(response.headers.get("www-authenticate")).toContain("Basic");
    }
  }
  expect(refused).toEqual(new Set([401, 429]));
  // After too many guesses even the right password is refused.
  expect((await request("/", "GET", basicAuth("admin", "wrong"))).status).toBe(429);
  expect((await request("/")).status).toBe(429);
  expect((await logIn(PASSWORD)).status).toBe(429);
});

test("F-49: without a configured password there is no dashboard", async () => {
  const bare = await startSystem({ workers: 0, waitReady: false });
  await bare.untilAnswering();
  for (const method of METHODS) {
    for (const route of ["", "/", "/api/queues", "/api/queues/chunks/pause"]) {
      expect(
        (await fetch(`${bare.url}/admin/queues${route}`, { method, headers: basicAuth("admin", "") })).status,
      ).toBe(404);
    }
  }
  for (const path of ["session", "session/end", "batches"]) {
    for (const method of ["GET", "POST"])
      expect((await fetch(`${bare.url}/api/admin/${path}`, { method })).status).toBe(404);
  }
  await bare.stop();
});
