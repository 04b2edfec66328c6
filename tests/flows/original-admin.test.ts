import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { ENTRIES, startProcess, startSystem, until } from "@symphony/test-support/system";
import type { RunningProcess, System } from "@symphony/test-support/system";
import { freePort } from "../../tools/redis.mjs";

/** The administration of the original service, by tokens, with two API processes. */
const PASSWORD = "correct horse: battery";
let system: System;
let other: RunningProcess;
let urls: [string, string];

beforeAll(async () => {
  system = await startSystem({ env: { ADMIN_PASSWORD: PASSWORD } });
  const port = String(await freePort());
  other = startProcess(ENTRIES.api, {
    ...process.env,
    NODE_OPTIONS: "",
    HOST: "127.0.0.1",
    PORT: port,
    REDIS_URL: system.redis.url,
    EXPORTS_DIR: system.exportsDir,
    ADMIN_PASSWORD: PASSWORD,
    DISK_RESERVE_BYTES: "1000000",
  });
  urls = [system.url, `http://127.0.0.1:${port}`];
  await until(async () => (await fetch(`${urls[1]}/healthz`)).ok, "the second API answers");
});
afterAll(async () => {
  await other.end("SIGTERM");
  await system.stop();
});

interface Session {
  token: string;
  csrf_token: string;
}
const logIn = (url: string, password = PASSWORD): Promise<Response> =>
  fetch(`${url}/api/admin/login`, { method: "POST", body: new URLSearchParams({ username: "admin", password }) });
const beginSession = async (url: string): Promise<Session> => (await (await logIn(url)).json()) as Session;
const headersOf = ({ token, csrf_token }: Session) => ({ "x-auth-token": token, "x-csrf-token": csrf_token });
const checkBy = async (url: string, session: Session): Promise<number> =>
  (await fetch(`${url}/api/admin/check-session`, { headers: headersOf(session) })).status;
const listBy = async (url: string, { token }: Session): Promise<number> =>
  (await fetch(`${url}/api/admin/batches`, { headers: { cookie: `symphony_session=${token}` } })).status;

test("a token is good with every API process, and its end too, also as a cookie", async () => {
  const [here, there] = urls;
  const [session, kept] = [await beginSession(here), await beginSession(there)];
  expect(kept.token).not.toBe(session.token);
  for (const url of urls) expect([await checkBy(url, session), await listBy(url, session)]).toEqual([200, 200]);
  const logout = await fetch(`${there}/api/admin/logout`, { method: "POST", headers: headersOf(session) });
  expect(logout.status).toBe(200);
  for (const url of urls) expect([await checkBy(url, session), await listBy(url, session)]).toEqual([401, 401]);
  for (const url of urls) expect([await checkBy(url, kept), await listBy(url, kept)]).toEqual([200, 200]);
});

test("a log-out on the page ends the token with the same content", async () => {
  const [here, there] = urls;
  const session = await beginSession(here);
  const cookie = `theme=dark; symphony_session=${session.token}`;
  expect((await fetch(`${here}/api/admin/session/end`, { method: "POST", headers: { cookie } })).status).toBe(200);
  expect([await checkBy(there, session), await listBy(there, session)]).toEqual([401, 401]);
});

test("a download is made once, by whatever process", async () => {
  const [here, there] = urls;
  const caller = createCaller(here);
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  const session = await beginSession(here);
  const list = await fetch(`${here}/api/admin/batch-history`, { headers: headersOf(session) });
  const rows = (await list.json()) as Array<{ batch_id: string; download_url: string }>;
  const url = rows.find((row) => row.batch_id === id)?.download_url ?? "";
  expect((await fetch(there + url)).status).toBe(200);
  for (const each of urls) expect((await fetch(each + url)).status).toBe(401);
});

test("the cleanup removes what is past its retention, and says so", async () => {
  const caller = createCaller(system.url);
  const [old, young] = [
    await caller.submit(formOf([["a.jpg", await markedPicture()]])),
    await caller.submit(formOf([["a.jpg", await markedPicture()]])),
  ];
  for (const { batch_id } of [old, young]) await caller.untilDone(batch_id);
  const path = join(system.exportsDir, old.batch_id, "final.json");
  const final = JSON.parse(await readFile(path, "utf8")) as object;
  const completed_at = new Date(Date.now() - 25 * 3_600_000).toISOString();
  await writeFile(path, JSON.stringify({ ...final, completed_at }));
  const session = await beginSession(system.url);
  const cleaned = await fetch(`${system.url}/maintenance/cleanup`, { method: "POST", headers: headersOf(session) });
  expect(await cleaned.json()).toMatchObject({ removed: 1, expired: 0, failed: 0 });
  const statuses = [old, young].map(({ batch_id }) =>
    fetch(`${system.url}/api/check-logo/batch/${batch_id}/status`).then(({ status }) => status),
  );
  expect(await Promise.all(statuses)).toEqual([404, 200]);
});

test("while Redis is away, a session counts as ended for cookies, and its token is told to wait", async () => {
  const session = await beginSession(system.url);
  await system.redis.stop();
  try {
    expect([await checkBy(system.url, session), await listBy(system.url, session)]).toEqual([503, 401]);
  } finally {
    await system.redis.restart();
  }
  await until(async () => (await checkBy(system.url, session)) === 200, "the token is good again");
});

// Last: after this, the address of these tests is locked for a minute.
test("too many wrong passwords lock the log-in for a while, on both processes", async () => {
  const [here, there] = urls;
  const statuses: number[] = [];
  for (let i = 0; i < 21; i += 1) statuses.push((await logIn(here, `wrong ${i}`)).status);
  expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
  const locked = await logIn(here);
  expect(locked.status).toBe(429);
  expect(((await locked.json()) as { detail: string }).detail).toContain("Try again in a minute");
  expect((await logIn(there, "wrong too")).status).toBe(429);
});
