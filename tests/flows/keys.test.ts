import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, expect, test } from "@jest/globals";
import type { ApiKey } from "@symphony/contract";
import { formOf, listen } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const PASSWORD = "correct horse: battery";
const ID = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
const KEYS = fileURLToPath(new URL("../../apps/api/dist/keys.js", import.meta.url));
const run = promisify(execFile);

let system: System;
afterEach(() => system.stop());

const keysCommand = async (...words: string[]): Promise<string> =>
  (await run(process.execPath, [KEYS, ...words, system.exportsDir])).stdout.trim();
const call = (path: string, key?: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${system.url}${path}`, {
    ...init,
    headers: { ...(key === undefined ? {} : { "x-api-key": key }), ...(init.headers as Record<string, string>) },
  });
const json = (method: string, body: unknown): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const add = (name: string, scopes: string): Promise<string> => keysCommand("add", "--name", name, "--scopes", scopes);

test("the first key closes the service to calls without one, a scope allows what it names, and a revoked key nothing", async () => {
  system = await startSystem();
  expect((await call("/api/capabilities")).status).toBe(200);
  const follower = await listen(`${system.wsUrl}/ws/follower`);
  const reader = await add("reader", "read");
  await until(async () => (await call("/api/capabilities")).status === 401, "calls need a key");
  // Also the sockets that were open.
  expect(await follower.closed).toBe(1008);
  await expect(listen(`${system.wsUrl}/ws/follower`)).rejects.toThrow("401");

  const [sender, reviewer] = [await add("sender", "submit"), await add("reviewer", "read,review")];
  await until(async () => (await call("/api/capabilities", reviewer)).status === 200, "the newest key counts");
  const form = formOf([["a.jpg", await markedPicture()]]);
  const submit = (key: string): Promise<Response> =>
    call("/api/check-logo/batch/", key, { method: "POST", body: form });
  const refused = await submit(reader);
  expect([refused.status, await refused.json()]).toEqual([
    403,
    expect.objectContaining({ code: "scope_missing", detail: expect.stringContaining('scope "submit"') }),
  ]);
  const { batch_id: id } = (await (await submit(sender)).json()) as { batch_id: string };
  expect((await call(`/api/check-logo/batch/${id}/status`, sender)).status).toBe(403);
  await until(
    async () => (await call(`/api/check-logo/batch/${id}/complete`, reader)).status === 200,
    "it is finished",
  );
  const review = (key: string): Promise<Response> =>
    call(`/api/batches/${id}/items/0/review`, key, json("PUT", { verdict: "Invalid" }));
  expect((await review(reader)).status).toBe(403);
  expect(await (await review(reviewer)).json()).toMatchObject({ review: { by: "reviewer" } });
  // What no table names is closed, in any spelling that the router accepts.
  expect((await call(`/API/batches/${id}/CANCEL/`, reader, { method: "POST" })).status).toBe(403);

  const open = await listen(`${system.wsUrl}/ws/batch/${id}?api_key=${reader}`);
  // The gateway reads the keys by itself.
  const refusalOfSender = (): Promise<string> =>
    listen(`${system.wsUrl}/ws/batch/${id}?api_key=${sender}`).then(String, String);
  await until(async () => (await refusalOfSender()).includes("403"), "the sender may not listen");
  expect(await keysCommand("revoke", "--name", "reader")).toContain("revoked");
  expect(await open.closed).toBe(1008);
  await until(async () => (await call("/api/capabilities", reader)).status === 401, "the revoked key is refused");
  expect(await keysCommand("list")).toMatch(/^reader\tread\tmade .*revoked /m);
  // Its name stays taken, and only digests are kept.
  await expect(add("reader", "read")).rejects.toThrow("choose another name");
  for (const name of (await readdir(`${system.exportsDir}/.keys`)).filter((each) => each.endsWith(".json")))
    for (const key of [reader, sender, reviewer])
      expect(await readFile(`${system.exportsDir}/.keys/${name}`, "utf8")).not.toContain(key);
  for (const name of ["sender", "reviewer"]) await keysCommand("revoke", "--name", name);
  await until(async () => (await call("/api/capabilities", reviewer)).status === 401, "all are revoked");
  expect((await call("/api/capabilities")).status).toBe(401);
}, 90_000);

test("the administrator makes, lists and revokes keys, and a key with the scope admin may too; keys of the settings may not", async () => {
  system = await startSystem({
    workers: 0,
    waitReady: false,
    env: { ADMIN_PASSWORD: PASSWORD, API_KEYS: "ops:sesame" },
  });
  await system.untilAnswering();
  const admin = "/api/admin/keys";
  expect((await call(admin)).status).toBe(401);
  expect((await call(admin, "sesame")).status).toBe(403);
  const login = await call("/api/admin/session", undefined, json("POST", { username: "admin", password: PASSWORD }));
  const cookie = login.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const make = (body: object, headers: Record<string, string>): Promise<Response> => {
    const { method, body: text } = json("POST", body);
    return call(admin, undefined, {
      method: method as string,
      body: text as string,
      headers: { "content-type": "application/json", ...headers },
    });
  };
  const made = await make({ name: "boss", scopes: ["admin"] }, { cookie });
  const { key } = (await made.json()) as { key: string };
  expect([made.status, key]).toEqual([201, expect.stringMatching(/^sym_[\w-]{43}$/)]);
  expect((await make({ name: "boss", scopes: ["read"] }, { cookie })).status).toBe(409);
  expect((await make({ name: "../x", scopes: ["read"] }, { cookie })).status).toBe(400);
  expect((await make({ name: "x", scopes: [] }, { cookie })).status).toBe(400);
  expect((await make({ name: "script", scopes: ["submit", "read"] }, { "x-api-key": key })).status).toBe(201);
  const list = async (): Promise<ApiKey[]> => ((await (await call(admin, key)).json()) as { keys: ApiKey[] }).keys;
  expect(await list()).toEqual([
    expect.objectContaining({ name: "boss", created_by: "admin", revoked_at: null }),
    expect.objectContaining({ name: "script", created_by: "boss", scopes: ["submit", "read"] }),
  ]);
  expect(JSON.stringify(await list())).not.toMatch(/digest|sym_/);
  // The scope admin is no other scope.
  expect((await call(`/api/check-logo/batch/${ID}/status`, key)).status).toBe(403);
  expect((await call(`/api/check-logo/batch/${ID}/status`, "sesame")).status).toBe(404);
  expect((await call(`${admin}/script`, key, { method: "DELETE" })).status).toBe(204);
  expect((await call(`${admin}/ops`, key, { method: "DELETE" })).status).toBe(404);
  expect((await list())[1]).toMatchObject({ revoked_by: "boss" });
}, 60_000);

test("the command explains itself, and a mistyped folder is not made", async () => {
  system = await startSystem();
  expect(await keysCommand("--help")).toMatch(/^Usage:/);
  const errors = async (...words: string[]): Promise<string> =>
    run(process.execPath, [KEYS, ...words]).then(
      () => "",
      ({ stderr }: { stderr: string }) => stderr,
    );
  expect(await errors("list", "--frob")).toMatch(/^Unknown option '--frob'.*\nUsage:/);
  const folder = join(system.exportsDir, "mistyped");
  expect(await errors("list", folder)).toBe(`${folder} does not exist.\n`);
  expect(existsSync(folder)).toBe(false);
});
