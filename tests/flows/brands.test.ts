import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { AuditPage, BrandDetails, BrandVersion, Comparison, ListedBrand, Result, Trial } from "@symphony/contract";
import { BADGE, EMBLEM, photoWith } from "@symphony/test-support/artwork";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { basicAuth, createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const PASSWORD = "correct horse: battery";
let system: System;
let caller: Caller;
let cookie: string;

beforeAll(async () => {
  const modelsDir = await cascadeFolder([await yoloStage("v8", { name: "red-patch" })]);
  system = await startSystem({ modelsDir, env: { ADMIN_PASSWORD: PASSWORD, BRAND_ESTIMATE_MS: "5000" } });
  caller = createCaller(system.url);
  const login = await caller.post("/api/admin/session", { username: "admin", password: PASSWORD });
  cookie = login.headers.get("set-cookie")!.split(";")[0]!;
}, 120_000);
afterAll(() => system?.stop());

const asAdmin = (method: string, path: string, body?: FormData): Promise<Response> =>
  fetch(`${system.url}${path}`, { method, headers: { cookie }, ...(body === undefined ? {} : { body }) });
const brandForm = (svg: string, fields: Record<string, string> = {}): FormData =>
  formOf([["mark.svg", Buffer.from(svg)]], fields, "artwork");
const listed = (): Promise<ListedBrand[]> => caller.getJson("/api/brands");

const check = async (photos: Array<[string, Buffer]>, brands: readonly string[]): Promise<Result[]> =>
  (await checkBatch(photos, brands)).results;

async function checkBatch(photos: Array<[string, Buffer]>, brands: readonly string[]) {
  const form = formOf(photos);
  for (const brand of brands) form.append("brand", brand);
  const { batch_id: id } = await caller.submit(form);
  await caller.untilDone(id);
  return { id, results: await caller.results(id) };
}

test("a brand is added by an administrator only, and looked for at once; a new version counts for the next batch", async () => {
  expect((await fetch(`${system.url}/api/brands`, { method: "POST", body: brandForm(EMBLEM) })).status).toBe(401);
  const added = await asAdmin("POST", "/api/brands", brandForm(EMBLEM, { name: "Sun & Hills" }));
  expect([added.status, await added.json()]).toMatchObject([201, { name: "Sun & Hills", version: 1, words: [] }]);
  expect(await listed()).toMatchObject([
    { name: "Red", version: null, default: true, ready: true, stages: ["yolo"] },
    { name: "Sun & Hills", version: 1, default: false, ready: true, stages: ["artwork"] },
  ]);
  const read = async (): Promise<BrandDetails> =>
    (await asAdmin("GET", "/api/brands/Sun%20%26%20Hills")).json() as never;
  await until(async () => (await read()).estimate !== null, "a worker says what can be found", 120_000);
  const { estimate } = await read();
  expect([estimate?.version, estimate?.failed]).toEqual([1, undefined]);
  expect(estimate!.sizes.reduce((sum, { pictures }) => sum + pictures, 0)).toBeGreaterThan(0);
  const photos: Array<[string, Buffer]> = [
    ["with.jpg", await photoWith([EMBLEM])],
    ["other.jpg", await photoWith([BADGE])],
  ];
  const found = await check(photos, ["Sun & Hills"]);
  expect(found.map(({ Is_Valid, Brands }) => [Is_Valid, Brands])).toEqual([
    ["Valid", { "Sun & Hills": "Valid" }],
    ["Invalid", { "Sun & Hills": "Invalid" }],
  ]);
  expect(found[0]!.Detections).toMatchObject([{ brand: "Sun & Hills", stage: "artwork" }]);

  const changed = await asAdmin("PUT", "/api/brands/Sun%20%26%20Hills", brandForm(BADGE));
  expect((await changed.json()) as BrandVersion).toMatchObject({ version: 2 });
  const again = await check(photos, ["Sun & Hills"]);
  expect(again.map(({ Is_Valid }) => Is_Valid)).toEqual(["Invalid", "Valid"]);
}, 240_000);

test("a script is the administrator by name and password with the call, or by a token", async () => {
  const login = await caller.post("/api/admin/login", formOf([], { username: "admin", password: PASSWORD }));
  const { token } = (await login.json()) as { token: string };
  const change = async (headers: Record<string, string>): Promise<unknown> => {
    const body = brandForm(EMBLEM, { name: `By ${Object.keys(headers)[0]}` });
    const response = await fetch(`${system.url}/api/brands`, { method: "POST", headers, body });
    return [response.status, ((await response.json()) as Partial<BrandVersion>).created_by];
  };
  expect(await change(basicAuth("admin", "wrong"))).toEqual([401, undefined]);
  expect(await change(basicAuth("admin", PASSWORD))).toEqual([201, "admin"]);
  expect(await change({ "x-auth-token": token })).toEqual([201, "admin"]);
});

test("of several brands each has a verdict, and the image is valid when all are found", async () => {
  await asAdmin("POST", "/api/brands", brandForm(EMBLEM, { name: "Hills" }));
  await asAdmin("POST", "/api/brands", brandForm(BADGE, { name: "Tent" }));
  const photos: Array<[string, Buffer]> = [
    ["both.jpg", await photoWith([EMBLEM, BADGE])],
    ["one.jpg", await photoWith([BADGE])],
    ["none.jpg", Buffer.from("no image")],
  ];
  const { id, results } = await checkBatch(photos, ["Hills", "Tent"]);
  expect(results.map(({ Is_Valid, Brands }) => [Is_Valid, Brands])).toEqual([
    ["Valid", { Hills: "Valid", Tent: "Valid" }],
    ["Invalid", { Hills: "Invalid", Tent: "Valid" }],
    ["Error", { Hills: "Error", Tent: "Error" }],
  ]);
  expect(results[1]!.Detections).toMatchObject([{ brand: "Tent" }]);
  expect(results[1]!.Closest_Match?.brand ?? "Hills").toBe("Hills");
  const [head, both, one] = (await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${id}`)).text()).split(
    "\r\n",
  );
  expect(head).toMatch(/,Effective,Brands$/);
  expect([both, one]).toEqual([
    expect.stringMatching(/,"\{""Hills"":""Valid"",""Tent"":""Valid""\}"$/),
    expect.stringMatching(/,"\{""Hills"":""Invalid"",""Tent"":""Valid""\}"$/),
  ]);
}, 120_000);

test("rules name marks of other brands, turned ones and wrong colours; the verdict stays, also with another threshold", async () => {
  await asAdmin("POST", "/api/brands", brandForm(BADGE, { name: "Rival" }));
  const rules = (value: object): Record<string, string> => ({ name: "Strict", rules: JSON.stringify(value) });
  const refused = await asAdmin("POST", "/api/brands", brandForm(EMBLEM, rules({ must_not_show: ["Nobody"] })));
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: "brand_unknown" }]);
  const own = await asAdmin("POST", "/api/brands", brandForm(EMBLEM, rules({ must_not_show: ["Strict"] })));
  expect([own.status, await own.json()]).toMatchObject([400, { detail: "rules: Strict cannot forbid itself." }]);
  const strict = rules({ must_not_show: ["Rival"], max_turn: 5, variants: ["white"] });
  expect((await asAdmin("POST", "/api/brands", brandForm(EMBLEM, strict))).status).toBe(201);
  const turned = EMBLEM.replace("<ellipse", '<g transform="rotate(14 100 60)"><ellipse').replace(
    "</svg>",
    "</g></svg>",
  );
  const photos: Array<[string, Buffer]> = [
    ["both.jpg", await photoWith([EMBLEM, BADGE])],
    ["rival.jpg", await photoWith([BADGE])],
    ["turned.jpg", await photoWith([turned])],
  ];
  const { id, results } = await checkBatch(photos, ["Strict"]);
  const seen = (found: readonly Result[]): unknown[] =>
    found.map(({ Is_Valid, Brands, Violations = [] }) => [
      Is_Valid,
      Brands,
      Violations.map(({ rule, found: other }) => (rule === "must_not_show" ? `${rule} ${other}` : rule)),
    ]);
  const expected = [
    ["Valid", { Strict: "Valid" }, ["variants", "must_not_show Rival"]],
    ["Invalid", { Strict: "Invalid" }, ["must_not_show Rival"]],
    ["Valid", { Strict: "Valid" }, ["max_turn", "variants"]],
  ];
  expect(seen(results)).toEqual(expected);
  expect(results[0]!.Detections).toMatchObject([{ brand: "Strict", shown: { turn: 0, variants: ["colour"] } }]);
  expect(results[0]!.Detections).toHaveLength(1);
  // The same image beside no rules is no copy of this result.
  expect(seen(await check(photos.slice(0, 1), ["Strict", "Rival"]))).toMatchObject([
    ["Valid", { Strict: "Valid", Rival: "Valid" }, ["variants", "must_not_show Rival"]],
  ]);
  await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.4 });
  await caller.untilDone(id);
  expect(seen(await caller.results(id))).toEqual(expected);
}, 240_000);

test("a candidate is tried on an earlier batch, compared with it, and adopted or discarded; the audit log has both", async () => {
  await asAdmin("POST", "/api/brands", brandForm(BADGE, { name: "Late" }));
  const address = "/api/brands/Late";
  const photos: Array<[string, Buffer]> = [
    ["emblem.jpg", await photoWith([EMBLEM])],
    ["badge.jpg", await photoWith([BADGE])],
    ["no-image.jpg", Buffer.from("no image")],
  ];
  const { id, results } = await checkBatch(photos, ["Late"]);
  expect(results.map(({ Is_Valid }) => Is_Valid)).toEqual(["Invalid", "Valid", "Error"]);
  const both = brandForm(EMBLEM, { candidate: "true" });
  both.append("artwork", new Blob([BADGE]), "badge.svg");
  expect(await (await asAdmin("PUT", address, both)).json()).toMatchObject({ version: 2, candidate: true });
  const details = async (): Promise<BrandDetails> => (await asAdmin("GET", address)).json() as never;
  expect(await details()).toMatchObject({ version: 1, candidate: { version: 2 } });
  expect((await check(photos.slice(0, 1), ["Late"])).map(({ Is_Valid }) => Is_Valid)).toEqual(["Invalid"]);

  const body = JSON.stringify({ batch_id: id });
  const headers = { cookie, "content-type": "application/json" };
  const trial = (version: number): Promise<Response> =>
    fetch(`${system.url}${address}/versions/${version}/trial`, { method: "POST", headers, body });
  expect((await trial(7)).status).toBe(404);
  const tried = await trial(2);
  const made = (await tried.json()) as Trial;
  expect([tried.status, made]).toMatchObject([201, { compare_with: id, total: 3, left_out: 0 }]);
  await caller.untilDone(made.batch_id);
  const comparison: Comparison = await caller.getJson(`/api/batches/${made.batch_id}/compare?with=${id}`);
  expect(comparison.counts).toMatchObject({ fixed: 1, broken: 0, changed: 0, same: 2, missing: 0 });
  expect(await caller.getJson(`/api/batches/${made.batch_id}`)).toMatchObject({ title: `Late 2: ${id.slice(0, 8)}` });

  expect((await asAdmin("DELETE", `${address}/versions/2`)).status).toBe(204);
  expect((await asAdmin("POST", `${address}/versions/2/adopt`)).status).toBe(409);
  expect(await details()).toMatchObject({ version: 1, candidate: null, versions: [{ version: 2 }, { version: 1 }] });
  const next = await asAdmin("PUT", address, brandForm(EMBLEM, { candidate: "true", threshold: "1" }));
  expect(await next.json()).toMatchObject({ version: 4 });
  const adopted = await asAdmin("POST", `${address}/versions/4/adopt`);
  expect(await adopted.json()).toMatchObject({ version: 5, adopted_from: 4, threshold: 1 });
  const [strict] = await check(photos.slice(0, 1), ["Late"]);
  expect(strict).toMatchObject({ Is_Valid: "Invalid", Closest_Match: { brand: "Late" } });
  await asAdmin("PUT", address, formOf([], { threshold: "0.6" }, "artwork"));
  expect(await check(photos.slice(0, 1), ["Late"])).toMatchObject([{ Is_Valid: "Valid" }]);
  const { entries } = (await (await asAdmin("GET", "/api/admin/audit?limit=50")).json()) as AuditPage;
  const actions = entries.map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(["brand_trial", "brand_discarded", "brand_adopted"]));
}, 240_000);

test("a single check names its brands as a batch does", async () => {
  await asAdmin("POST", "/api/brands", brandForm(BADGE, { name: "One tent" }));
  const ask = (brand: string, photo: Buffer): Promise<Response> =>
    fetch(`${system.url}/api/check-logo/single/`, {
      method: "POST",
      body: formOf([["a.jpg", photo]], { brand }, "file"),
    });
  const found = (await (await ask("One tent", await photoWith([BADGE]))).json()) as Result;
  expect([found.Is_Valid, found.Brands]).toEqual(["Valid", { "One tent": "Valid" }]);
  const refused = await ask("nobody", await photoWith([BADGE]));
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: "brand_unknown" }]);
}, 120_000);

test("a batch that names no brand is the installation's, as before", async () => {
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  const [result] = await caller.results(id);
  expect(result).toMatchObject({ Is_Valid: "Valid", Detections: [{ brand: "Red" }] });
  expect(result).not.toHaveProperty("Brands");
  const csv = await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${id}`)).text();
  expect(csv.split("\r\n")[0]).toMatch(/,Effective$/);
  const manifest = JSON.parse(await readFile(join(system.exportsDir, id, "accepted.json"), "utf8")) as object;
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(["brands"]));
  expect(Object.keys(manifest)).toEqual(expect.arrayContaining(["total", "kind"]));
});

test("a draft keeps its brands, an unknown one is refused with those that are known, and a removed one is unknown", async () => {
  await asAdmin("POST", "/api/brands", brandForm(EMBLEM, { name: "Short-lived" }));
  const draft = await caller.startBatch({ brand: ["Short-lived"] });
  const form = formOf([["with.jpg", await photoWith([EMBLEM])]], { batch_id: draft });
  await caller.submit(form);
  await caller.untilDone(draft);
  expect(await caller.results(draft)).toMatchObject([{ Brands: { "Short-lived": "Valid" } }]);

  expect((await asAdmin("DELETE", "/api/brands/Short-lived")).status).toBe(204);
  const refused = await caller.post("/api/start-batch", { brand: "Short-lived" });
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: "brand_unknown" }]);
  const unknown = (await (await caller.post("/api/start-batch", { brand: "X" })).json()) as { detail: string };
  expect(unknown.detail).toContain('"Red"');
  expect((await listed()).map(({ name }) => name)).not.toContain("Short-lived");
  // The batch keeps the version that it names.
  await until(async () => (await caller.status(draft)).status === "completed", "the batch is still there");
  await caller.post(`/api/batches/${draft}/threshold`, { threshold: 0.05 });
  await caller.untilDone(draft);
  expect(await caller.results(draft)).toMatchObject([{ Brands: { "Short-lived": "Valid" } }]);
}, 120_000);
