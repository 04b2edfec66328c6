import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { AuditEntry, AuditPage } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const PASSWORD = "correct horse: battery";

let system: System;
let cookie: string;
beforeAll(async () => {
  system = await startSystem({
    env: { ADMIN_PASSWORD: PASSWORD, TRUSTED_IDENTITY_HEADER: "X-Forwarded-User", TRUST_PROXY: "1" },
  });
});
afterAll(() => system.stop());

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const read = async (query = ""): Promise<AuditEntry[]> =>
  ((await (await send("GET", `/api/admin/audit?${query}`, undefined, { cookie })).json()) as AuditPage).entries;
const ANN = { "x-forwarded-user": "Ann" };

test("what was done is in the audit log: by whom, to which batch, in order; what failed or did nothing is not", async () => {
  const caller = createCaller(system.url);
  expect((await send("GET", "/api/admin/audit")).status).toBe(401);
  await send("POST", "/api/admin/session", { username: "admin", password: "wrong" });
  const login = await send("POST", "/api/admin/session", { username: "admin", password: PASSWORD });
  cookie = login.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  const batch = `/api/batches/${id}`;
  await send("PUT", `${batch}/items/0/review`, { verdict: "Invalid", reason: "old logo", note: "a secret" }, ANN);
  await send("PUT", `${batch}/items/0/review`, { verdict: "Valid" }, { ...ANN, "if-match": '"7"' });
  const decision = { filter: {}, decision: { verdict: "Valid" } };
  await send("POST", `${batch}/reviews`, { ...decision, dry_run: true }, ANN);
  await send("POST", `${batch}/reviews`, decision, ANN);
  for (let i = 0; i < 3; i += 1) await (await send("GET", `/api/check-logo/batch/export-csv/${id}`)).text();
  await send("POST", `${batch}/threshold`, { threshold: 0.2 });
  await caller.untilDone(id);
  await send("POST", `${batch}/cancel`);
  await send("POST", "/api/admin/keys", { name: "script", scopes: ["read"] }, { cookie });
  await send("DELETE", "/api/admin/keys/script", undefined, { cookie });

  const entries = (await read()).toReversed();
  expect(entries.map(({ action, by }) => `${action} ${by}`)).toEqual([
    "login admin",
    "submit anonymous",
    "review Ann",
    "bulk_review Ann",
    "download anonymous",
    "threshold anonymous",
    "key_made admin",
    "key_revoked admin",
  ]);
  expect(entries[1]).toMatchObject({ batch_id: id, details: { total: 1 } });
  expect(entries[2]).toMatchObject({ batch_id: id, details: { seq: 0, verdict: "Invalid", reason: "old logo" } });
  expect(entries[3]).toMatchObject({ details: { verdict: "Valid", matched: 1, changed: 1 } });
  expect(entries[6]).toMatchObject({ batch_id: null, details: { name: "script", scopes: ["read"] } });
  expect(JSON.stringify(entries)).not.toMatch(/a secret|sym_|digest/);
  expect((await read("by=Ann")).map(({ action }) => action)).toEqual(["bulk_review", "review"]);
  expect(await read(`batch_id=${id}&action=threshold&limit=1`)).toHaveLength(1);
}, 60_000);

test("the log is exported as CSV and as JSON lines, oldest first", async () => {
  const lines = await (await send("GET", "/api/admin/audit.jsonl?by=Ann", undefined, { cookie })).text();
  expect(
    lines
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as AuditEntry).action),
  ).toEqual(["review", "bulk_review"]);
  const csv = await send("GET", "/api/admin/audit.csv?by=Ann", undefined, { cookie });
  expect(csv.headers.get("content-disposition")).toContain("audit.csv");
  expect((await csv.text()).split("\r\n").slice(0, 2)).toEqual([
    "At,By,Action,Batch_Id,Details,Id",
    expect.stringMatching(/^\d{4}-.*Z,Ann,review,[0-9a-f-]{36},"\{""seq"":0,/),
  ]);
  for (const path of ["audit.csv", "audit.jsonl"]) expect((await send("GET", `/api/admin/${path}`)).status).toBe(401);
});
