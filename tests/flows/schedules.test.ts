import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Schedule, ScheduleAlarm } from "@symphony/contract";
import { basicAuth, createCaller } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { startMailServer } from "@symphony/test-support/mail-server";
import type { MailServer } from "@symphony/test-support/mail-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

/** Sources that are checked again and again: a shop with a sitemap, and a receiver of alarms, on real sockets. */

const PASSWORD = "a password of the test";
const HEADERS = {
  ...basicAuth("admin", PASSWORD),
  "content-type": "application/json",
};

let system: System;
let caller: Caller;
let mails: MailServer;
let shop: Server;
let url: string;
/** What the shop has, by path; the number of times that a path was fetched whole; the alarms that arrived. */
const files = new Map<string, { bytes: Buffer; etag?: string }>();
const fetched = new Map<string, number>();
const alarms: ScheduleAlarm[] = [];

beforeAll(async () => {
  shop = createServer((request, response) => {
    const path = request.url ?? "";
    if (request.method === "POST") {
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => (body += part));
      request.on("end", () => (alarms.push(JSON.parse(body) as ScheduleAlarm), response.writeHead(204).end()));
      return;
    }
    const file = files.get(path);
    if (request.method === "GET") fetched.set(path, (fetched.get(path) ?? 0) + 1);
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, file.etag === undefined ? {} : { etag: file.etag });
    response.end(request.method === "HEAD" ? undefined : file.bytes);
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  mails = await startMailServer();
  system = await startSystem({
    workers: 2,
    env: {
      ADMIN_PASSWORD: PASSWORD,
      SCHEDULES_EVERY_MS: "200",
      SCHEDULE_LEASE_MS: "2000",
      MAX_SCHEDULES: "6",
      MAX_SCHEDULE_ITEMS: "40",
      WEBHOOK_SECRET: "a secret of sixteen or more",
      WEBHOOK_FIRST_PAUSE_MS: "100",
      SMTP_SERVER: "127.0.0.1",
      SMTP_PORT: String(mails.port),
      SMTP_SECURITY: "none",
      SENDER_EMAIL: "symphony@example.com",
    },
  });
  caller = createCaller(system.url);
});
afterAll(async () => {
  await system.stop();
  shop.closeAllConnections();
  shop.close();
  await mails.close();
});

const call = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${system.url}${path}`, { method, headers: HEADERS, ...(body && { body: JSON.stringify(body) }) });
const list = async (): Promise<Schedule[]> =>
  ((await (await call("GET", "/api/schedules")).json()) as { schedules: Schedule[] }).schedules;
const find = async (id: string): Promise<Schedule> => (await list()).find((each) => each.id === id) as Schedule;
const add = async (fields: object): Promise<Schedule> => {
  const response = await call("POST", "/api/schedules", fields);
  expect(response.status).toBe(201);
  return (await response.json()) as Schedule;
};
const untilEnded = (id: string, runs: number): Promise<void> =>
  until(async () => {
    const found = (await find(id)).runs;
    return found.length === runs && found[0]?.state === "ended";
  }, `run ${runs} of ${id} has ended`);
async function runAgain(id: string, runs: number) {
  expect((await call("POST", `/api/schedules/${id}/run`)).status).toBe(200);
  await untilEnded(id, runs);
  return (await find(id)).runs[0]!;
}
const put = async (path: string, kind: "marked" | "plain", version: number): Promise<void> => {
  const bytes = await (kind === "marked" ? markedPicture(version) : plainPicture(version));
  files.set(path, { bytes, etag: `"${version}"` });
};
const sitemap = (paths: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">${paths
    .map(
      (path) =>
        `<url><loc>${url}/page${path}.html</loc><image:image><image:loc>${url}${path}?a=1&amp;b=2</image:loc></image:image></url>`,
    )
    .join("")}</urlset>`;

test("a shop's sitemap is checked whole, then what is new or changed, and a jump of Invalid is told once each way", async () => {
  const paths = Array.from({ length: 8 }, (_, i) => `/i/${i}.jpg`);
  const addressOf = (path: string): string => `${path}?a=1&b=2`;
  for (const [i, path] of paths.entries()) await put(addressOf(path), i === 0 ? "plain" : "marked", 10 + i);
  const index = `<sitemapindex><sitemap><loc>${url}/one.xml.gz</loc></sitemap><sitemap><loc>${url}/two.xml</loc></sitemap></sitemapindex>`;
  files.set("/sitemap.xml", { bytes: Buffer.from(index) });
  files.set("/one.xml.gz", { bytes: gzipSync(sitemap(paths.slice(0, 5))) });
  files.set("/two.xml", { bytes: Buffer.from(sitemap(paths.slice(4))) });
  const { id } = await add({
    name: "the shop",
    source: { kind: "sitemap", url: `${url}/sitemap.xml` },
    alarm: { email: "brand@example.com", webhook_url: `${url}/hook` },
  });
  await untilEnded(id, 1);
  const [first] = (await find(id)).runs;
  expect(first).toMatchObject({
    images: { new: 8, changed: 0, repeated: 0, unchanged: 0, gone: 0 },
    verdicts: { valid: 7, invalid: 1, error: 0, fixed: 0, broken: 0 },
    alarm: "none",
    error: null,
  });
  expect((await caller.results(first!.batch_id!)).map((each) => each.Image_Path_or_URL)).toEqual(
    paths.map((path) => url + addressOf(path)),
  );

  const second = await runAgain(id, 2);
  expect(second).toMatchObject({ batch_id: null, images: { new: 0, unchanged: 8 }, verdicts: null, alarm: "none" });
  expect(Math.max(...paths.map((path) => fetched.get(addressOf(path)) ?? 0))).toBe(1);

  // One is fixed, four are broken, one is new, one is gone.
  await put(addressOf(paths[0]!), "marked", 30);
  for (const path of paths.slice(1, 5)) await put(addressOf(path), "plain", Number(path[3]) + 40);
  await put(addressOf("/i/new.jpg"), "plain", 50);
  files.set("/two.xml", { bytes: Buffer.from(sitemap([...paths.slice(4, 7), "/i/new.jpg"])) });
  const third = await runAgain(id, 3);
  expect(third).toMatchObject({
    images: { new: 1, changed: 5, repeated: 0, unchanged: 2, gone: 1 },
    verdicts: { valid: 1, invalid: 5, error: 0, fixed: 1, broken: 4 },
    alarm: "sent",
  });
  expect(third.earlier_share).toBeCloseTo(1 / 7);
  expect(third.invalid_share).toBeCloseTo(5 / 6);
  expect(alarms).toHaveLength(1);
  expect(alarms[0]).toMatchObject({
    event: "schedule.alarm",
    batch_id: third.batch_id,
    schedule: { name: "the shop" },
  });
  expect(mails.accepted).toHaveLength(1);
  expect(mails.accepted[0]?.raw).toContain(third.batch_id);
  expect((await runAgain(id, 4)).batch_id).toBeNull();
  expect(alarms).toHaveLength(1);
});

test("an image that ended in an error, or of a server that does not say whether it changed, is checked again", async () => {
  await put("/u/1.jpg", "marked", 60);
  files.set("/u/2.jpg", { bytes: await markedPicture(61) });
  const { id } = await add({
    name: "a list",
    source: { kind: "urls", urls: ["1", "2", "3"].map((each) => `${url}/u/${each}.jpg`) },
  });
  await untilEnded(id, 1);
  expect((await find(id)).runs[0]).toMatchObject({ verdicts: { valid: 2, invalid: 0, error: 1 } });
  await put("/u/3.jpg", "plain", 62);
  expect(await runAgain(id, 2)).toMatchObject({
    images: { new: 0, changed: 0, repeated: 2, unchanged: 1, gone: 0 },
    verdicts: { valid: 1, invalid: 1, error: 0, fixed: 0, broken: 0 },
  });
});

test.each([
  ["is not there", "/none.xml", undefined, "404"],
  ["is no XML", "/torn.xml", "<urlset><url><loc>", "damaged"],
  ["names too many images", "/many.txt", "many", "more than 40 images"],
  ["is a web page", "/page.xml", "<!doctype html><title>Closed</title>", "Closed"],
])("a sitemap that %s ends the run with a sentence", async (name, path, text, sentence) => {
  const many = Array.from({ length: 41 }, (_, i) => `${url}/m/${i}.jpg`).join("\n");
  if (text !== undefined) files.set(path, { bytes: Buffer.from(text === "many" ? many : text) });
  const { id } = await add({ name, source: { kind: "sitemap", url: url + path } });
  await untilEnded(id, 1);
  expect((await find(id)).runs[0]).toMatchObject({ batch_id: null, error: expect.stringContaining(sentence) });
  expect((await call("DELETE", `/api/schedules/${id}`)).status).toBe(204);
});

test("schedules are the administrator's, are changed, limited, removed and recorded", async () => {
  expect((await fetch(`${system.url}/api/schedules`)).status).toBe(401);
  const source = { kind: "urls", urls: [`${url}/u/1.jpg`] };
  const refused = async (body: object): Promise<[number, string]> => {
    const response = await call("POST", "/api/schedules", body);
    return [response.status, ((await response.json()) as { code: string }).code];
  };
  expect(await refused({ name: "x", source: { kind: "bucket", address: "s3://unknown/" } })).toEqual([
    400,
    "invalid_request",
  ]);
  expect(await refused({ name: "x", source: { kind: "urls", urls: ["file:///etc/passwd"] } })).toEqual([
    400,
    "invalid_request",
  ]);
  const { id } = await add({ name: "later", source, paused: true });
  const changed = await call("PATCH", `/api/schedules/${id}`, { name: "renamed", every_hours: 2 });
  expect(await changed.json()).toMatchObject({ name: "renamed", every_hours: 2, source, paused: true, runs: [] });
  for (let room = 6 - (await list()).length; room > 0; room -= 1) await add({ name: "more", source, paused: true });
  expect(await refused({ name: "x", source })).toEqual([409, "too_many_schedules"]);
  expect((await call("DELETE", `/api/schedules/${id}`)).status).toBe(204);
  for (const [method, path] of [
    ["DELETE", ""],
    ["POST", "/run"],
    ["PATCH", ""],
  ] as const)
    expect(
      (await call(method, `/api/schedules/${id}${path}`, method === "PATCH" ? { name: "x" } : undefined)).status,
    ).toBe(404);
  expect((await list()).map((each) => each.id)).not.toContain(id);
  const { entries } = (await (await call("GET", "/api/admin/audit?limit=100")).json()) as {
    entries: Array<{ action: string; details: Record<string, unknown> }>;
  };
  const actions = entries.filter(({ details }) => details["id"] === id).map(({ action }) => action);
  expect(actions).toEqual(["schedule_removed", "schedule_changed", "schedule_added"]);
});
