import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Comparison, Duplicates } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { randomBytes } from "node:crypto";
import sharp from "sharp";

const IMAGES = 1_050;
const SIDE = 480;
/** Far below the bytes of all images, and above what the collector leaves to itself. */
const GROWTH_MAX_BYTES = 200 * 1024 * 1024;

let system: System;
let caller: Caller;
let id: string;
let photo: Buffer;

/** One photo under many names: its result is made once, and every image has pictures of its own. */
beforeAll(async () => {
  system = await startSystem({ env: { PUBLIC_URL: "http://check.example" } });
  caller = createCaller(system.url);
  const noise = randomBytes(SIDE * SIDE * 3);
  photo = await sharp(noise, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .jpeg({ quality: 97 })
    .toBuffer();
  const names = Array.from({ length: IMAGES }, (_, i): [string, Uint8Array] => [`${i % 40}/photo-${i}.jpg`, photo]);
  ({ batch_id: id } = await caller.submit(formOf(names)));
  await caller.untilDone(id, 240_000);
}, 300_000);
afterAll(() => system.stop());

/** The most memory that the API has had since this was cleared. */
async function peakBytes(): Promise<number> {
  const status = await readFile(`/proc/${system.api.child.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

async function growthOf(read: () => Promise<void>): Promise<number> {
  await writeFile(`/proc/${system.api.child.pid}/clear_refs`, "5");
  const before = await peakBytes();
  await read();
  return (await peakBytes()) - before;
}

/** Counts the bytes of a download without keeping them. */
async function lengthOf(path: string): Promise<number> {
  const response = await fetch(`${system.url}/api/batches/${id}/${path}`);
  expect(response.status).toBe(200);
  let length = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) length += chunk.length;
  return length;
}

test("downloads of a large batch are whole, and take little memory", async () => {
  const lengths: Record<string, number> = {};
  const growth = await growthOf(async () => {
    for (const path of ["results.jsonl", "report.html", "report.xlsx", "images.zip", "dataset.zip?format=coco&all=1"])
      lengths[path] = await lengthOf(path);
  });
  expect(photo.length * IMAGES).toBeGreaterThan(GROWTH_MAX_BYTES);
  expect(lengths["images.zip"]).toBeGreaterThan(photo.length * IMAGES);
  expect(lengths["dataset.zip?format=coco&all=1"]).toBeGreaterThan(photo.length * IMAGES);
  expect(growth).toBeLessThan(GROWTH_MAX_BYTES);
}, 240_000);

test("lists name their limit and what is beyond it", async () => {
  const report = await (await fetch(`${system.url}/api/batches/${id}/report.html`)).text();
  expect(report).toContain(`Invalid: ${IMAGES}`);
  expect(report).toContain(`${IMAGES - 500} more are invalid or could not be checked`);
  expect(report.match(/<img /g)).toHaveLength(500);
}, 60_000);

test("a large batch is compared with itself, and its copies are one group", async () => {
  const growth = await growthOf(async () => {
    const { counts, items } = await caller.getJson<Comparison>(`/api/batches/${id}/compare?with=${id}&limit=1`);
    expect([counts.same, counts.new, items.length]).toEqual([IMAGES, 0, 1]);
    const { groups, copies, items: listed } = await caller.getJson<Duplicates>(`/api/batches/${id}/duplicates`);
    expect([groups, copies, listed[0]?.count, listed[0]?.images.length]).toEqual([1, IMAGES - 1, IMAGES, 1_000]);
  });
  expect(growth).toBeLessThan(GROWTH_MAX_BYTES);
}, 60_000);

test("one caller has a few downloads at once, and the next when one of them ends", async () => {
  const get = (): Promise<Response> => fetch(`${system.url}/api/batches/${id}/images.zip`);
  const running: Response[] = [];
  for (let i = 0; i < 8; i += 1) running.push(await get());
  const refused = await get();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"]);
  await running[0]?.body?.cancel();
  await until(async () => {
    const next = await get();
    await next.body?.cancel();
    return next.ok;
  }, "there is room for a download");
  await Promise.all(running.slice(1).map((response) => response.body?.cancel()));
}, 60_000);

test("a download that nobody reads to its end stops, and the next one is whole", async () => {
  const growth = await growthOf(async () => {
    for (let i = 0; i < 20; i += 1) {
      const response = await fetch(`${system.url}/api/batches/${id}/images.zip`);
      await response.body?.getReader().cancel();
    }
    expect(await lengthOf("images.zip?search=photo-17.jpg")).toBeGreaterThan(photo.length);
  });
  expect(growth).toBeLessThan(GROWTH_MAX_BYTES);
  expect(system.api.output()).not.toContain('request:failed"');
}, 60_000);
