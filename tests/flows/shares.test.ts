import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formOf } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startProcess, startSystem, until, ENTRIES } from "@symphony/test-support/system";
import type { RunningProcess, System } from "@symphony/test-support/system";
import { freePort } from "../../tools/redis.mjs";

const KEY = { "x-api-key": "key-of-ann" };
const PUBLIC_URL = "https://check.example";

let system: System;
/** A second process of the API on the same ledger. */
let other: { api: RunningProcess; url: string };
let id: string;

beforeAll(async () => {
  const env = { API_KEYS: "ann:key-of-ann", PUBLIC_URL };
  system = await startSystem({ env });
  const port = await freePort();
  const settings = { REDIS_URL: system.redis.url, EXPORTS_DIR: system.exportsDir, HOST: "127.0.0.1", PORT: `${port}` };
  other = {
    api: startProcess(ENTRIES.api, { ...process.env, NODE_OPTIONS: "", ...env, ...settings }),
    url: `http://127.0.0.1:${port}`,
  };
  await until(async () => (await fetch(`${other.url}/healthz`)).ok, "the second API answers");
  id = await check(["a.jpg", await markedPicture(0)], ["<b>.jpg", await plainPicture(1)]);
}, 60_000);
afterAll(async () => {
  await other.api.end("SIGTERM");
  await system.stop();
});

async function check(...files: Array<[string, Uint8Array]>): Promise<string> {
  const sent = await fetch(`${system.url}/api/check-logo/batch/`, {
    method: "POST",
    headers: KEY,
    body: formOf(files),
  });
  const { batch_id } = (await sent.json()) as { batch_id: string };
  await until(async () => (await api("GET", `${batch_id}/results.jsonl`)).ok, "the batch is finished");
  return batch_id;
}

const api = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${system.url}/api/batches/${path}`, {
    method,
    headers: { ...KEY, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

interface NewShare {
  share_id: string;
  url: string;
  expires_at: string;
}

async function share(body: object = {}, batch = id): Promise<NewShare & { path: string }> {
  const response = await api("POST", `${batch}/shares`, body);
  expect(response.status).toBe(201);
  const created = (await response.json()) as NewShare;
  expect(created.url).toMatch(/^https:\/\/check\.example\/shared\/[\w-]{43}$/);
  return { ...created, path: created.url.slice(PUBLIC_URL.length) };
}

const see = (path: string, url = system.url): Promise<Response> => fetch(url + path);

test("a link shows its batch to people without a key: list, images, pictures, report and CSV", async () => {
  const { path } = await share({ label: "supplier" });
  const list = await see(path);
  const text = await list.text();
  expect([list.status, list.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(list.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
  expect(list.headers.get("referrer-policy")).toBe("no-referrer");
  expect(text).toContain("&lt;b&gt;.jpg");
  expect(text).not.toMatch(/<b>|<script/);
  expect(await (await see(`${path}?effective=Invalid`)).text()).not.toContain("a.jpg");
  expect(await (await see(`${path}?effective=Error`)).text()).toContain("No image matches.");
  expect(await (await see(`${path}?effective=Error&cursor=2`)).text()).toContain("No more images match.");
  const item = await (await see(`${path}/items/0`)).text();
  for (const picture of ["thumbnail", "view", "marks/0"]) {
    const response = await see(`${path}/items/0/${picture}`);
    expect([picture, response.status, response.headers.get("cache-control")]).toEqual([
      picture,
      200,
      "private, no-store",
    ]);
    if (picture !== "thumbnail") expect(item).toContain(`${path}/items/0/${picture}`);
  }
  expect(await (await see(`${path}/report.html`)).text()).toContain("Invalid: 1");
  expect(await (await see(`${path}/results.csv`)).text()).toContain("a.jpg,Valid");
  // Without keys, the id of a batch lets a caller do everything with it.
  for (const part of ["", "/items/0", "/report.html", "/results.csv"]) {
    const response = await see(path + part);
    expect(JSON.stringify([...response.headers]) + (await response.text())).not.toContain(id);
  }
});

test("a link shows no other batch, and changes nothing", async () => {
  const secret = await check(["secret.jpg", await plainPicture(7)]);
  const { path } = await share();
  const token = path.slice("/shared/".length);
  const forged = token.slice(0, 10) + (token[10] === "A" ? "B" : "A") + token.slice(11);
  expect((await see(`/shared/${forged}`)).status).toBe(404);
  expect((await see(`/shared/${forged}/items/0/view`)).status).toBe(404);
  for (const [method, target] of [
    ["GET", `/api/batches/${id}/results?api_key=${token}`],
    ["GET", `/api/batches/${secret}/results.jsonl`],
    ["POST", `/shared/${token}`],
    ["PUT", `/shared/${token}/items/0/review`],
  ] as const) {
    const response = await fetch(system.url + target, { method, headers: { "x-api-key": token } });
    expect([target, response.status]).toEqual([target, 401]);
  }
});

test("links are listed without their tokens, and a revoked one is dead at once in every process", async () => {
  const { path, share_id, expires_at } = await share({ label: " for Bob ", expires_in_hours: 2 });
  const listed = await (await api("GET", `${id}/shares`)).text();
  expect(JSON.parse(listed).shares).toContainEqual({
    share_id,
    label: "for Bob",
    created_at: expect.any(String),
    expires_at,
    by: "ann",
    expired: false,
  });
  expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(1.9 * 3_600_000);
  const kept = await Promise.all(
    (await readdir(join(system.exportsDir, id, "shares"))).map((name) =>
      readFile(join(system.exportsDir, id, "shares", name), "utf8"),
    ),
  );
  expect(listed + kept.join("")).not.toContain(path.slice(-43));
  expect([(await see(path, other.url)).status, (await see(`${path}/items/0/view`, other.url)).status]).toEqual([
    200, 200,
  ]);
  expect((await api("DELETE", `${id}/shares/${share_id}`)).status).toBe(204);
  for (const url of [system.url, other.url]) {
    const page = await see(path, url);
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining("not valid any more")]);
    for (const part of ["report.html", "results.csv", "items/0", "items/0/view", "items/0/marks/0"])
      expect([part, (await see(`${path}/${part}`, url)).status]).toEqual([part, 404]);
  }
  expect((await api("DELETE", `${id}/shares/${share_id}`)).status).toBe(404);
  expect((await api("DELETE", `${id}/shares/..%2fcontrol`)).status).toBe(404);
});

test("a link expires", async () => {
  const { path, share_id } = await share({ expires_in_hours: 1 / 3_600 });
  await until(async () => (await see(path)).status === 404, "the link has expired");
  const { shares } = (await (await api("GET", `${id}/shares`)).json()) as { shares: Array<Record<string, unknown>> };
  expect(shares).toContainEqual(expect.objectContaining({ share_id, expired: true }));
});

test.each([[{ expires_in_hours: 0 }], [{ expires_in_hours: 100_000 }], [{ label: "x".repeat(101) }]])(
  "refuses %j",
  async (body) => {
    expect((await api("POST", `${id}/shares`, body)).status).toBe(400);
  },
);

test("no token is in a log", async () => {
  const { path } = await share();
  await see(path);
  await see(`${path}/items/99/view`);
  await fetch(`${system.url}${path}`, { method: "POST" });
  const log = system.api.output() + other.api.output();
  expect(log).toContain("/shared/…");
  expect(log).not.toContain(path.slice(-43));
  for (const [, token] of log.matchAll(/shared\/([^"/]+)/g)) expect(token).toBe("…");
});

test("what was confirmed about links outlives a kill of the API", async () => {
  const kept: string[] = [];
  const revoked: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const [stays, goes] = [await share(), await share()];
    expect((await api("DELETE", `${id}/shares/${goes.share_id}`)).status).toBe(204);
    kept.push(stays.path);
    revoked.push(goes.path);
    await system.api.end("SIGKILL");
    await system.startApi();
  }
  expect(await Promise.all(kept.map(async (path) => (await see(path)).status))).toEqual([200, 200, 200]);
  expect(await Promise.all(revoked.map(async (path) => (await see(path)).status))).toEqual([404, 404, 404]);
}, 60_000);

test("a link goes with its batch", async () => {
  const batch = await check(["d.jpg", await plainPicture(4)]);
  const { path } = await share({}, batch);
  expect((await see(path)).status).toBe(200);
  expect((await api("DELETE", batch)).status).toBe(204);
  for (const url of [system.url, other.url]) expect((await see(path, url)).status).toBe(404);
});

test("a batch has a limited number of links", async () => {
  const batch = await check(["c.jpg", await plainPicture(3)]);
  for (let i = 0; i < 100; i += 1) await share({}, batch);
  expect(await (await api("POST", `${batch}/shares`, {})).json()).toMatchObject({
    code: "too_many_shares",
    status: 409,
  });
}, 60_000);
