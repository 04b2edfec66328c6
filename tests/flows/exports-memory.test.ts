import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { randomBytes } from "node:crypto";
import sharp from "sharp";

const IMAGES = 3_000;
const SIDE = 256;
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
  expect(report).toContain(`Failed: ${IMAGES}`);
  expect(report).toContain(`${IMAGES - 500} more failed`);
  expect(report.match(/<img /g)).toHaveLength(500);
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
