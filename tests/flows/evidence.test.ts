import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { ListedResult } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System, SystemOptions } from "@symphony/test-support/system";
import sharp from "sharp";

let system: System;
let caller: Caller;
let stops: Array<() => unknown>;

beforeEach(() => {
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
});

async function start(options: SystemOptions = {}): Promise<void> {
  system = await startSystem(options);
  stops.push(() => system.stop());
  caller = createCaller(system.url);
}

async function check(...files: Array<[string, Uint8Array]>): Promise<string> {
  const { batch_id: id } = await caller.submit(formOf(files));
  await caller.untilDone(id);
  return id;
}

interface Picture {
  status: number;
  type: string | null;
  bytes: Buffer;
}

async function picture(id: string, path: string, headers = {}): Promise<Picture> {
  const response = await fetch(`${system.url}/api/batches/${id}/items/${path}`, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get("content-type"), bytes };
}

async function sameAs(id: string): Promise<unknown> {
  const { results } = await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${id}/results`);
  return results[0]?.same_as;
}

/** A photo of 3,000 x 1,200 pixels on its side, with the mark of the test model. */
async function largePhoto(): Promise<Buffer> {
  const patch = { create: { width: 400, height: 300, channels: 3 as const, background: "#f00" } };
  const base = sharp({ create: { width: 3_000, height: 1_200, channels: 3, background: "#5a6a78" } });
  return base
    .composite([{ input: patch, left: 1_500, top: 450 }])
    .jpeg({ quality: 92 })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

test("a small picture is its own view; a large one is upright and at most VIEW_MAX_SIDE", async () => {
  await start();
  const small = await markedPicture();
  const id = await check(["small.jpg", small], ["large.jpg", await largePhoto()], ["broken.jpg", Buffer.from("no")]);
  expect(await picture(id, "0/view")).toEqual({ status: 200, type: "image/jpeg", bytes: small });
  const large = await picture(id, "1/view");
  expect(await sharp(large.bytes).metadata()).toMatchObject({ format: "jpeg", width: 819, height: 2_048 });
  for (const path of ["2/view", "2/marks/0", "7/view"])
    expect(await picture(id, path)).toMatchObject({ status: 404, type: expect.stringContaining("problem+json") });
  const response = await fetch(`${system.url}/api/batches/${id}/items/0/view?corrected_in=0`);
  expect(response.headers.get("cache-control")).toMatch(/private, max-age/);
  await response.arrayBuffer();
});

test("a view of many megabytes is sent as it is read, without a tag of its bytes", async () => {
  await start({ env: { VIEW_MAX_SIDE: "8192" } });
  const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
  const ground = { width: 3_000, height: 3_000, channels: 3 as const, noise };
  const photo = await sharp({ create: { ...ground, background: "#000" } })
    .jpeg({ quality: 92 })
    .toBuffer();
  const id = await check(["noise.jpg", photo], ["small.jpg", await plainPicture()]);
  const [large, small] = await Promise.all(
    [0, 1].map((seq) => fetch(`${system.url}/api/batches/${id}/items/${seq}/view`)),
  );
  expect([large!.headers.get("etag"), small!.headers.get("etag")]).toEqual([null, expect.stringMatching(/^".+"$/)]);
  const bytes = Buffer.from(await large!.arrayBuffer());
  expect(bytes.length).toBeGreaterThan(4 * 1024 * 1024);
  expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 3_000, height: 3_000 });
  await small!.arrayBuffer();
});

test("a mark has the pixels of the original around its box, upright", async () => {
  await start();
  const id = await check(["large.jpg", await largePhoto()], ["plain.jpg", await plainPicture()]);
  const [found] = await caller.results(id);
  const { x1, y1, x2, y2 } = found!.Detections[0]!.box;
  const mark = await picture(id, "0/marks/0");
  const { width, height } = await sharp(mark.bytes).metadata();
  expect([mark.status, mark.type]).toEqual([200, "image/jpeg"]);
  expect(Math.abs(width - 2 * (x2 - x1))).toBeLessThanOrEqual(2);
  expect(Math.abs(height - 2 * (y2 - y1))).toBeLessThanOrEqual(2);
  // The mark is in the middle: red there, and the ground in the corner.
  const pixels = await sharp(mark.bytes).raw().toBuffer();
  const [red, ground] = [3 * (Math.floor(height / 2) * width + Math.floor(width / 2)), 0];
  expect(pixels[red]! - pixels[red + 1]!).toBeGreaterThan(150);
  expect(Math.abs(pixels[ground]! - pixels[ground + 1]!)).toBeLessThan(60);
  expect((await picture(id, "0/marks/9")).status).toBe(404);
});

test("pictures of URLs, of cached results and of later runs are there too", async () => {
  const marked = await markedPicture();
  const server = await startImageServer({ "/a.jpg": image(marked) });
  stops.push(() => server.close());
  await start();
  const { batch_id: urls } = await caller.submit({ image_paths: [`${server.url}/a.jpg`] });
  await caller.untilDone(urls);
  expect((await picture(urls, "0/view")).bytes).toEqual(marked);
  expect((await picture(urls, "0/marks/0")).status).toBe(200);

  const first = await check(["a.jpg", marked]);
  const second = await check(["b.jpg", marked]);
  expect(await sameAs(second)).toBeTruthy();
  const mark = await picture(first, "0/marks/0");
  expect(await picture(second, "0/marks/0")).toEqual(mark);
  expect((await picture(second, "0/view")).bytes).toEqual(marked);

  // Above every threshold: the detection becomes the closest match, with the same pixels.
  await caller.post(`/api/batches/${first}/threshold`, { threshold: 1 });
  await caller.untilDone(first);
  expect((await caller.results(first))[0]).toMatchObject({ Is_Valid: "Invalid", Detections: [] });
  expect(await picture(first, "0/marks/0")).toEqual(mark);
});

test("KEEP_ORIGINALS keeps the files of all images; without views nothing else is kept", async () => {
  await start({ env: { KEEP_ORIGINALS: "true", VIEW_MAX_SIDE: "0" } });
  const id = await check(["a.jpg", await markedPicture()], ["b.jpg", await plainPicture()]);
  expect((await readdir(join(system.exportsDir, id, "kept_files"))).toSorted()).toEqual(["a.jpg", "b.jpg"]);
  expect((await picture(id, "0/view")).status).toBe(404);
  expect((await picture(id, "0/marks/0")).status).toBe(200);
});

test("pictures need the API key like everything else", async () => {
  await start({ env: { API_KEYS: "the-key" } });
  for (const path of ["0/view", "0/marks/0"])
    expect((await picture("00000000-0000-4000-8000-000000000000", path)).status).toBe(401);
  expect((await picture("00000000-0000-4000-8000-000000000000", "0/view", { "x-api-key": "the-key" })).status).toBe(
    404,
  );
});
