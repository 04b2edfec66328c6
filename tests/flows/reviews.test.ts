import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ListedResult, ReviewEntry, ReviewSummary } from "@symphony/contract";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ANN = { "x-api-key": "key-of-ann" };
const PASSWORD = "a long password";
/** How long a decision may take to reach other pages. */
const SHOWN_MS = 2_000;

let system: System;
let id: string;
let caller: Caller;
beforeAll(async () => {
  system = await startSystem({
    env: { ADMIN_PASSWORD: PASSWORD, TRUST_PROXY: "1", TRUSTED_IDENTITY_HEADER: "X-Forwarded-User" },
  });
  caller = createCaller(system.url);
  id = await finishBatch(12);
}, 60_000);
afterAll(() => system.stop());

/** Marked and plain pictures in turn, and a broken one at the end. */
async function finishBatch(count: number): Promise<string> {
  const pictures = (await picturesOf(count)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  const { batch_id } = await caller.submit(formOf([...pictures, ["broken.jpg", Buffer.from("no image")]]));
  await caller.untilDone(batch_id);
  return batch_id;
}

const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}/api/batches/${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const review = (seq: number, body: object, headers = {}): Promise<Response> =>
  call("PUT", `${id}/items/${seq}/review`, body, headers);
const historyOf = (seq: number): Promise<ReviewEntry[]> => caller.getJson(`/api/batches/${id}/items/${seq}/review`);
const listed = async (query: string, batchId = id): Promise<ListedResult[]> =>
  (await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${batchId}/results?${query}`)).results;

test("a decision stands beside the machine's verdict, and its history is kept", async () => {
  const [before] = await listed("limit=1");
  const first = await review(0, { verdict: "Invalid", reason: "old logo", note: " looks wrong " });
  expect([first.status, first.headers.get("etag")]).toEqual([200, '"1"']);
  const entry = { verdict: "Invalid", reason: "old logo", note: "looks wrong", by: "anonymous" };
  expect(await first.json()).toMatchObject({ review: entry, effective: "Invalid", version: 1 });
  expect((await listed("limit=1"))[0]).toMatchObject({
    ...before,
    Review: entry,
    Effective: "Invalid",
    Review_Version: 1,
  });
  expect((await caller.results(id))[0]).toMatchObject({ Is_Valid: "Valid", Effective: "Invalid", Review: entry });
  const back = await review(0, { verdict: null });
  expect(await back.json()).toMatchObject({ review: null, effective: "Valid", version: 2 });
  expect(await historyOf(0)).toMatchObject([entry, { verdict: null, reason: null, note: null, by: "anonymous" }]);
  expect((await listed("limit=1"))[0]).toMatchObject({ Review: null, Effective: "Valid", Review_Version: 2 });
});

test("a version that is no longer the newest is a 412 and changes nothing", async () => {
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, i) => review(1, { verdict: "Valid", note: `${i}` }, { "if-match": '"0"' })),
  );
  expect(results.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
  expect(await historyOf(1)).toHaveLength(1);
  const lost = await review(1, { verdict: "Valid" }, { "if-match": '"7"' });
  expect(await lost.json()).toMatchObject({ code: "review_conflict", status: 412 });
});

test.each([
  [999, { verdict: "Valid" }, {}, 404],
  [0, { verdict: "Error" }, {}, 400],
  [0, {}, {}, 400],
  [0, { verdict: "Valid", note: "x".repeat(2_001) }, {}, 400],
  [0, { verdict: "Valid" }, { "if-match": '"newest"' }, 400],
])("refuses image %d with %j", async (seq, body, headers, status) => {
  expect((await review(seq, body, headers)).status).toBe(status);
});

test("who decided: the person a trusted proxy vouches for, or the administrator", async () => {
  await review(2, { verdict: "Valid" }, { "X-Forwarded-User": Buffer.from("zoë@shop.example").toString("latin1") });
  const login = await fetch(`${system.url}/api/admin/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: PASSWORD }),
  });
  await review(2, { verdict: "Invalid" }, { cookie: login.headers.get("set-cookie")?.split(";")[0] ?? "" });
  expect((await historyOf(2)).map(({ by }) => by)).toEqual(["zoë@shop.example", "admin"]);
});

test("many images are decided by a rule, after a preview; what is decided so already stays", async () => {
  const batch = await finishBatch(6);
  const bulk = async (body: object): Promise<unknown> => (await call("POST", `${batch}/reviews`, body)).json();
  const decision = { verdict: "Valid", note: "seen in a list" };
  expect(await bulk({ filter: { verdict: "Invalid" }, decision, dry_run: true })).toEqual({ matched: 3, changed: 0 });
  expect(await listed("reviewed=1", batch)).toEqual([]);
  expect(await bulk({ filter: { verdict: "Invalid" }, decision })).toEqual({ matched: 3, changed: 3 });
  expect(await bulk({ filter: { verdict: "Invalid" }, decision })).toEqual({ matched: 3, changed: 0 });
  expect((await listed("reviewed=1", batch)).map(({ seq }) => seq)).toEqual([1, 3, 5]);
  expect(await listed("effective=Invalid", batch)).toEqual([]);
  expect((await listed("reviewed=0&status=Valid", batch)).map(({ seq }) => seq)).toEqual([0, 2, 4]);
  expect(await bulk({ filter: { seqs: [0, 0, 6, 77] }, decision })).toEqual({ matched: 2, changed: 2 });
  expect(await bulk({ filter: { min_confidence: 0.5, reviewed: false }, decision })).toEqual({
    matched: 2,
    changed: 2,
  });
  const csv = await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${batch}`)).text();
  expect(csv.split("\r\n")[2]).toMatch(/^1\.jpg,Invalid,.*,Valid,anonymous,20[^,]+Z,seen in a list,Valid$/);
});

test("a spot check does not count what a rule decided, until somebody looks at it", async () => {
  const batch = await finishBatch(6);
  const sampled = async (): Promise<number> =>
    (await caller.getJson<ReviewSummary>(`/api/batches/${batch}/reviews/summary`)).sample.size;
  const random = (await listed("order=random&limit=20", batch)).filter(({ Is_Valid }) => Is_Valid !== "Error");
  const [first, second] = random.map(({ seq }) => seq);
  const seqs = random.map(({ seq }) => seq);
  const decide = (filter: object, more: object = {}) =>
    call("POST", `${batch}/reviews`, { filter, decision: { verdict: "Valid", ...more } });
  await decide({ verdict: "Valid" });
  await decide({ seqs }, { by_rule: true });
  expect((await listed("reviewed=1", batch)).length).toBe(random.length);
  expect(await sampled()).toBe(0);
  for (const seq of [first, second]) await call("PUT", `${batch}/items/${seq}/review`, { verdict: "Valid" });
  expect(await sampled()).toBe(2);
  // Another rule does not make what somebody saw unseen, and seeing the rest counts though it changes no verdict.
  await decide({ effective: "Valid" }, { reason: "as before" });
  expect(await sampled()).toBe(2);
  await decide({ seqs }, { reason: "as before" });
  expect(await sampled()).toBe(random.length);
});

test("doubt comes first; the spot check is a random sample with its interval", async () => {
  const batch = await finishBatch(40);
  const [first] = await listed("order=doubt&limit=1", batch);
  expect(first?.Is_Valid).toBe("Error");
  const summary = (): Promise<ReviewSummary> => caller.getJson(`/api/batches/${batch}/reviews/summary`);
  expect(await summary()).toMatchObject({ reviewed: 0, remaining: 41, sample: { size: 0, error_rate: null } });
  const sample = (await listed("order=random&limit=20", batch)).filter(({ Is_Valid }) => Is_Valid !== "Error");
  expect(sample.map(({ seq }) => seq)).not.toEqual(sample.map(({ seq }) => seq).toSorted((a, b) => a - b));
  const [wrong] = sample;
  const sets = {
    Valid: sample.filter(({ Is_Valid }) => Is_Valid === "Valid"),
    Invalid: sample.filter(({ Is_Valid }) => Is_Valid === "Invalid"),
  };
  for (const verdict of ["Valid", "Invalid"] as const)
    await call("POST", `${batch}/reviews`, {
      filter: { seqs: sets[verdict].map(({ seq }) => seq) },
      decision: { verdict },
    });
  const opposite = wrong?.Is_Valid === "Valid" ? "Invalid" : "Valid";
  await call("PUT", `${batch}/items/${wrong?.seq}/review`, { verdict: opposite });
  const counted = await summary();
  expect(counted).toMatchObject({
    reviewed: sample.length,
    agreed: sample.length - 1,
    overridden: 1,
    remaining: 41 - sample.length,
    sample: { size: sample.length, wrong: 1, error_rate: 1 / sample.length },
  });
  expect(counted.sample.low).toBeLessThan(1 / sample.length);
  expect(counted.sample.high).toBeGreaterThan(1 / sample.length);
  // A retry keeps what people decided.
  await caller.post(`/api/batches/${batch}/retry-failed`, {});
  await caller.untilDone(batch);
  expect(await summary()).toEqual(counted);
});

test("open pages hear of a decision; clients of the original service do not", async () => {
  const modern = await listen(`${system.wsUrl}/ws/batch/${id}?v=2`);
  const original = await listen(`${system.wsUrl}/ws/batch/${id}`);
  const sentAt = Date.now();
  await review(4, { verdict: "Valid" });
  await until(() => modern.of("review").length === 1, "the event arrives", SHOWN_MS);
  expect(Date.now() - sentAt).toBeLessThan(SHOWN_MS);
  expect(modern.of("review")[0]).toMatchObject({ batch_id: id, seq: 4, effective: "Valid", version: 1 });
  // Its end comes through the same channel, behind the review.
  await fetch(`${system.url}/api/batches/${id}/threshold`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ threshold: 0.9 }),
  });
  await until(() => original.of("retry_start").length > 0, "a later event arrives");
  expect(original.of("review")).toEqual([]);
  await caller.untilDone(id);
  expect((await listed("limit=5"))[4]).toMatchObject({ Review: { verdict: "Valid" }, Review_Version: 1 });
  modern.close();
  original.close();
});

test("a named API key is who decided, and its whole entry stays a key", async () => {
  const keyed = await startSystem({ env: { API_KEYS: "ann:key-of-ann, bare-key" } });
  try {
    const form = formOf([["a.jpg", await markedPicture()]]);
    const submitted = await fetch(`${keyed.url}/api/check-logo/batch/`, { method: "POST", headers: ANN, body: form });
    const { batch_id } = (await submitted.json()) as { batch_id: string };
    const path = `${keyed.url}/api/batches/${batch_id}/items/0/review`;
    const put = (key: string): Promise<number> =>
      fetch(path, {
        method: "PUT",
        headers: { "x-api-key": key, "content-type": "application/json", "X-Forwarded-User": "mallory" },
        body: '{"verdict":"Valid"}',
      }).then(({ status }) => status);
    await until(async () => (await put("key-of-ann")) === 200, "the image has its result");
    expect([await put("bare-key"), await put("ann:key-of-ann"), await put("ann")]).toEqual([200, 200, 401]);
    const history = (await (await fetch(path, { headers: ANN })).json()) as ReviewEntry[];
    expect(history.map(({ by }) => by)).toEqual(["ann", expect.stringMatching(/^key-[0-9a-f]{6}$/), "ann"]);
  } finally {
    await keyed.stop();
  }
});
