import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rename, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { bytesOf } from "../../fixtures/batches.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import { createPaths } from "../fs/paths.ts";
import type { BatchStore } from "../port.ts";
import { createUploadLimit } from "./count-uploads.ts";
import { allUploads } from "./expire-uploads.ts";

const RULES = { finishedHours: 24, pendingHours: 72 };
const A_DAY_AND_AN_HOUR_S = 25 * 3_600;

let root: string;
let store: BatchStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-uploads-"));
  store = await openBatchStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

async function begin(text: string): Promise<string> {
  const id = randomUUID();
  await store.uploads.create({ id, length: 100, name: "a.jpg", metadata: {} });
  await store.uploads.append(id, 0, bytesOf(text));
  return id;
}

/** As a killed process leaves the bytes of an upload. */
async function holdByDead(id: string): Promise<string> {
  const home = createPaths(root).uploadBytes(id);
  const held = join(dirname(home), `${randomUUID()}~${id}`);
  await rename(home, held);
  return held;
}

const age = (path: string): Promise<void> => {
  const before = Date.now() / 1_000 - A_DAY_AND_AN_HOUR_S;
  return utimes(path, before, before);
};

test("the bytes that a killed process held are taken from it, and the upload goes on", async () => {
  const id = await begin("abc");
  await holdByDead(id);
  expect(await store.uploads.read(id)).toMatchObject({ offset: 3 });
  expect(await store.uploads.append(id, 3, bytesOf("def"))).toBe(6);
});

test("an upload that nobody went on with for a day is removed, held by a killed process or not", async () => {
  const paths = createPaths(root);
  const [old, held, continued, fresh] = [await begin("a"), await begin("b"), await begin("c"), await begin("d")];
  for (const id of [old, held, continued]) await age(paths.uploadRecord(id));
  await age(paths.uploadBytes(old));
  await age(await holdByDead(held));
  await store.expire(RULES, Date.now());
  const left = await Promise.all([old, held, continued, fresh].map((id) => store.uploads.read(id)));
  expect(left.map((upload) => upload?.offset)).toEqual([undefined, undefined, 1, 1]);
  expect((await readdir(paths.uploads, { recursive: true })).filter((name) => name.includes(held))).toEqual([]);
});

/** An upload that nobody sent anything of, for longer than an hour or not. */
async function beginEmpty(isOld: boolean): Promise<string> {
  const id = randomUUID();
  await store.uploads.create({ id, length: 100, name: "a.jpg", metadata: {} });
  if (isOld) await age(createPaths(root).uploadBytes(id));
  return id;
}

test("uploads are bounded, and those without bytes make room", async () => {
  const [first, empty, fresh] = [await begin("a"), await beginEmpty(true), await beginEmpty(false)];
  await age(createPaths(root).uploadBytes(first));
  const assertRoom = createUploadLimit(allUploads(createPaths(root)), 3);
  await assertRoom();
  await expect(assertRoom()).rejects.toMatchObject({
    code: "full",
    message: expect.stringContaining("There are 3 unfinished uploads"),
  });
  const left = await Promise.all([first, empty, fresh].map((id) => store.uploads.read(id)));
  expect(left.map((upload) => upload?.offset)).toEqual([1, undefined, 0]);
});
