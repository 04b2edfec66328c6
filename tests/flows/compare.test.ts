import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Comparison, Duplicates } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { composedPhoto, markedPicture, plainPicture } from "@symphony/test-support/pictures";
import sharp from "sharp";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;

beforeAll(async () => {
  system = await startSystem();
  caller = createCaller(system.url);
}, 60_000);
afterAll(() => system.stop());

async function check(files: Array<[string, Uint8Array]>): Promise<string> {
  const { batch_id } = await caller.submit(formOf(files));
  await caller.untilDone(batch_id);
  return batch_id;
}

const compare = (id: string, query: string): Promise<Comparison> =>
  caller.getJson(`/api/batches/${id}/compare?${query}`);

async function review(id: string, seq: number, verdict: string): Promise<void> {
  const response = await fetch(`${system.url}/api/batches/${id}/items/${seq}/review`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verdict }),
  });
  expect(response.status).toBe(200);
}

test("two batches are compared by name, then by content; the verdicts that count decide", async () => {
  const [good, better, bad, worse] = [
    await markedPicture(0),
    await markedPicture(1),
    await plainPicture(2),
    await plainPicture(3),
  ];
  const moved = await markedPicture(9);
  const before = await check([
    ["fixed.jpg", bad],
    ["broken.jpg", good],
    ["same.jpg", good],
    ["changed.jpg", good],
    ["still bad.jpg", bad],
    ["missing.jpg", worse],
    ["old/moved.jpg", moved],
    ["decided.jpg", bad],
    ["error.jpg", Buffer.from("no image")],
  ]);
  const after = await check([
    ["new/moved.jpg", moved],
    ["same.jpg", good],
    ["fixed.jpg", better],
    ["broken.jpg", worse],
    ["changed.jpg", better],
    ["still bad.jpg", worse],
    ["new.jpg", await plainPicture(7)],
    ["decided.jpg", bad],
    ["error.jpg", bad],
  ]);
  await review(after, 7, "Valid");
  const all = await compare(after, `with=${before}`);
  expect(all.counts).toEqual({ fixed: 2, broken: 1, changed: 3, same: 2, new: 1, missing: 1 });
  expect(Object.fromEntries(all.items.map(({ name, kind }) => [name, kind]))).toEqual({
    "new/moved.jpg": "same",
    "same.jpg": "same",
    "fixed.jpg": "fixed",
    "broken.jpg": "broken",
    "changed.jpg": "changed",
    "still bad.jpg": "changed",
    "new.jpg": "new",
    "decided.jpg": "fixed",
    "error.jpg": "changed",
    "missing.jpg": "missing",
  });
  expect(all.items.find(({ name }) => name === "fixed.jpg")).toEqual({
    kind: "fixed",
    name: "fixed.jpg",
    seq: 2,
    other_seq: 0,
    effective: "Valid",
    other_effective: "Invalid",
    same_content: false,
  });
  expect(all.items.find(({ name }) => name === "missing.jpg")).toMatchObject({
    seq: null,
    other_seq: 5,
    effective: null,
  });
  const { items, next_cursor } = await compare(after, `with=${before}&kind=changed&limit=2`);
  const rest = await compare(after, `with=${before}&kind=changed&limit=2&cursor=${next_cursor}`);
  expect([...items, ...rest.items].map(({ name }) => name)).toEqual(["changed.jpg", "still bad.jpg", "error.jpg"]);
  expect(rest.next_cursor).toBeNull();
});

test("a batch with repeated names is compared whole, and with itself it is the same", async () => {
  const picture = await markedPicture(20);
  const id = await check(Array.from({ length: 6 }, (_, i) => [i < 3 ? "a.jpg" : `b/${i}.jpg`, picture]));
  const { counts } = await compare(id, `with=${id}`);
  expect(counts.same + counts.new).toBe(6);
  expect(counts.new).toBe(counts.missing);
  const { counts: self } = await compare(await check([["x.jpg", picture]]), `with=${id}`);
  expect(self).toMatchObject({ same: 1, missing: 5, new: 0 });
});

test("images of one file are one group, decided once", async () => {
  const [one, two] = [await plainPicture(30), await plainPicture(31)];
  const id = await check([
    ["a.jpg", await markedPicture(32)],
    ["b.jpg", two],
    ["c.jpg", one],
    ["copy/b.jpg", two],
    ["copy/c.jpg", one],
    ["c (1).jpg", one],
  ]);
  const { groups, copies, items } = await caller.getJson<Duplicates>(`/api/batches/${id}/duplicates`);
  expect([groups, copies]).toEqual([2, 3]);
  expect(items.map(({ count, images }) => [count, images.map(({ seq }) => seq)])).toEqual([
    [2, [1, 3]],
    [3, [2, 4, 5]],
  ]);
  const second = await caller.getJson<Duplicates>(`/api/batches/${id}/duplicates?limit=1&cursor=1`);
  expect([second.items, second.next_cursor]).toEqual([[items[1]], null]);
  const seqs = items[1]?.images.map(({ seq }) => seq);
  const decided = await caller.post(`/api/batches/${id}/reviews`, { filter: { seqs }, decision: { verdict: "Valid" } });
  expect(await decided.json()).toEqual({ matched: 3, changed: 3 });
});

test("other sizes and qualities of one photo look alike, and copies of one file are not listed again", async () => {
  const photo = await composedPhoto(50, 51);
  const id = await check([
    ["photo.jpg", photo],
    ["plain.jpg", await plainPicture(52)],
    ["small.jpg", await sharp(photo).resize(320).jpeg({ quality: 60 }).toBuffer()],
    ["plain copy.jpg", await plainPicture(52)],
    ["photo.png", await sharp(photo).resize(500).png().toBuffer()],
    ["mirrored.jpg", await sharp(photo).flop().jpeg().toBuffer()],
  ]);
  const { groups, copies, items } = await caller.getJson<Duplicates>(`/api/batches/${id}/duplicates?alike=1`);
  expect([groups, copies]).toEqual([1, 2]);
  expect(items[0]).toMatchObject({ sha256: null, count: 3, images: [{ seq: 0 }, { seq: 2 }, { seq: 4 }] });
});

test("only finished batches are compared", async () => {
  const id = await check([["a.jpg", await plainPicture(40)]]);
  const draft = await caller.startBatch();
  const statusOf = async (path: string): Promise<number> => (await fetch(`${system.url}/api/batches/${path}`)).status;
  expect(await statusOf(`${id}/compare?with=${draft}`)).toBe(409);
  expect(await statusOf(`${draft}/compare?with=${id}`)).toBe(409);
  expect(await statusOf(`${id}/compare`)).toBe(400);
  expect(await statusOf(`${id}/compare?with=3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21`)).toBe(404);
  expect(await statusOf(`${id}/compare?with=${id}&kind=odd`)).toBe(400);
});
