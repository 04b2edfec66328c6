import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BrandDetails, BrandVersion, Result, ReviewResponse } from "@symphony/contract";
import { BADGE, EMBLEM, photoWith } from "@symphony/test-support/artwork";
import { basicAuth, createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ADMIN = basicAuth("admin", "correct horse");
/** Where `photoWith` draws the first mark. */
const BOX = { x1: 38, y1: 88, x2: 192, y2: 242 };
const LEARNED_MS = 120_000;
let system: System;
let caller: Caller;

beforeAll(async () => {
  system = await startSystem({
    env: { ADMIN_PASSWORD: "correct horse", BRAND_ESTIMATE_MS: "1000", RECOVER_EVERY_MS: "500" },
  });
  caller = createCaller(system.url);
}, 120_000);
afterAll(() => system?.stop());

const asAdmin = (method: string, path: string, body?: FormData): Promise<Response> =>
  fetch(`${system.url}/api/brands${path}`, { method, headers: ADMIN, ...(body === undefined ? {} : { body }) });
const learn = (brand: string, batch_id: string): Promise<Response> =>
  fetch(`${system.url}/api/brands/${brand}/learn`, {
    method: "POST",
    headers: { ...ADMIN, "content-type": "application/json" },
    body: JSON.stringify({ batch_id }),
  });
const details = async (brand: string): Promise<BrandDetails> => (await asAdmin("GET", `/${brand}`)).json() as never;

const addBrand = (name: string): Promise<Response> =>
  asAdmin("POST", "", formOf([["mark.svg", Buffer.from(EMBLEM)]], { name }, "artwork"));

async function check(brand: string, marks: ReadonlyArray<readonly string[]>): Promise<string> {
  const photos = marks.map(async (each, i): Promise<[string, Buffer]> => [`${i}.jpg`, await photoWith(each, i)]);
  const { batch_id: id } = await caller.submit(formOf(await Promise.all(photos), { brand }));
  await caller.untilDone(id);
  return id;
}

async function review(id: string, seq: number, decision: object): Promise<{ status: number; body: ReviewResponse }> {
  const response = await fetch(`${system.url}/api/batches/${id}/items/${seq}/review`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(decision),
  });
  return { status: response.status, body: (await response.json()) as ReviewResponse };
}

const verdicts = async (id: string): Promise<string[]> =>
  (await caller.results(id)).map(({ Is_Valid }: Result) => Is_Valid);

test("a brand learns marks that people showed in its images, also when its worker is killed and Redis emptied", async () => {
  await addBrand("Camp");
  const id = await check("Camp", [[BADGE], [], [BADGE], [EMBLEM], [BADGE]]);
  expect(await verdicts(id)).toEqual(["Invalid", "Invalid", "Invalid", "Valid", "Invalid"]);
  expect((await learn("Camp", id)).status).toBe(400);
  const shown = await review(id, 0, { verdict: "Valid", box: BOX });
  expect(shown.body).toMatchObject({ effective: "Valid", review: { verdict: "Valid", box: BOX } });
  await review(id, 2, { verdict: "Valid", box: BOX });
  await review(id, 4, { verdict: "Valid" });
  await review(id, 1, { verdict: "Invalid" });

  const begun = await learn("Camp", id);
  expect([begun.status, await begun.json()]).toMatchObject([201, { version: 2, candidate: true, learns_from: id }]);
  expect((await asAdmin("POST", "/Camp/versions/2/adopt")).status).toBe(409);
  await system.workers[0]!.end("SIGKILL");
  await system.redis.command("FLUSHALL");
  system.startWorker();
  await until(
    async () => (await details("Camp")).candidate?.learned !== undefined,
    "a candidate that learned",
    LEARNED_MS,
  );
  const { candidate } = await details("Camp");
  expect(candidate).toMatchObject({ version: 3, learned: { batch_id: id, marks: 1, missed: 3, found: 3 } });
  expect(candidate?.artwork).toHaveLength(2);
  const adopted = (await (await asAdmin("POST", "/Camp/versions/3/adopt")).json()) as BrandVersion;
  expect(adopted).toMatchObject({ version: 4, adopted_from: 3 });
  expect(await verdicts(await check("Camp", [[BADGE], [], [EMBLEM]]))).toEqual(["Valid", "Invalid", "Valid"]);
  const again = await learn("Camp", id);
  expect([again.status, await again.json()]).toMatchObject([
    400,
    { detail: expect.stringContaining("was checked with version 1 of Camp") },
  ]);
}, 240_000);

test("where nothing can be learned, the candidate says why", async () => {
  await addBrand("Plain");
  const id = await check("Plain", [[BADGE], []]);
  await review(id, 0, { verdict: "Valid" });
  expect((await learn("Plain", id)).status).toBe(201);
  const reason = async (): Promise<string | undefined> => (await details("Plain")).candidate?.estimate?.failed;
  await until(async () => (await reason()) !== undefined, "there is a reason", LEARNED_MS);
  expect(await reason()).toMatch(/^Nobody showed where the mark is/);
  expect((await asAdmin("DELETE", "/Plain/versions/2")).status).toBe(204);

  await review(id, 0, { verdict: "Valid", box: BOX });
  expect((await learn("Plain", id)).status).toBe(201);
  await until(
    async () => (await reason())?.startsWith("None of 1 marks") === true,
    "the mark helps nowhere",
    LEARNED_MS,
  );
}, 240_000);

test("a batch of another brand and one that nobody reviewed teach nothing", async () => {
  await addBrand("Alone");
  const other = await check("Camp", [[BADGE]]);
  expect(await (await learn("Alone", other)).json()).toMatchObject({ detail: expect.stringContaining("Alone alone") });
  const own = await check("Alone", [[BADGE]]);
  expect(await (await learn("Alone", own)).json()).toMatchObject({ detail: expect.stringContaining("reviewed") });
  expect((await learn("Nobody", own)).status).toBe(404);
}, 120_000);

test.each([
  ["with another verdict", { verdict: "Invalid", box: BOX }],
  ["beyond the picture", { verdict: "Valid", box: { ...BOX, x2: 481 } }],
  ["without an area", { verdict: "Valid", box: { ...BOX, x2: BOX.x1 } }],
])("a box %s is refused", async (_what, decision) => {
  const id = await check("Camp", [[]]);
  const { status, body } = await review(id, 0, decision);
  expect([status, body]).toMatchObject([400, { detail: expect.stringContaining("box") }]);
});

test("a later decision without a box keeps it", async () => {
  const id = await check("Camp", [[]]);
  await review(id, 0, { verdict: "Valid", box: BOX });
  const decision = { verdict: "Valid", note: "all of them" };
  await caller.post(`/api/batches/${id}/reviews`, { filter: { seqs: [0] }, decision });
  expect((await caller.results(id))[0]?.Review).toMatchObject({ box: BOX, note: "all of them" });
});

test("what people showed is a label of the dataset", async () => {
  const id = await check("Camp", [[], [BADGE]]);
  await review(id, 0, { verdict: "Valid", box: { x1: 48, y1: 32, x2: 144, y2: 96 } });
  const zip = Buffer.from(
    await (await fetch(`${system.url}/api/batches/${id}/dataset.zip?format=yolo`)).arrayBuffer(),
  ).toString("latin1");
  expect(zip).toContain("0 0.200000 0.200000 0.200000 0.200000\n");
  expect(zip).toContain('0: "Camp"');
});
