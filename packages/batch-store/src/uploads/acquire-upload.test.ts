import { randomUUID } from "node:crypto";
import { mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { bytesOf } from "../../fixtures/batches.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import { createPaths } from "../fs/paths.ts";
import type { BatchStore } from "../port.ts";
import { acquireUpload } from "./acquire-upload.ts";

const LENGTH = 8_000_000;

let root: string;
let store: BatchStore;
let id: string;
/** The bytes of the upload, as a caller holds them that may be dead. */
let held: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-acquire-"));
  store = await openBatchStore(root);
  id = randomUUID();
  await store.uploads.create({ id, length: LENGTH + 3, name: "a.jpg", metadata: {} });
  const home = createPaths(root).uploadBytes(id);
  held = join(dirname(home), `${randomUUID()}~${id}`);
  await rm(home);
  await writeFile(held, Buffer.alloc(LENGTH, 7));
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const files = async (): Promise<string[]> =>
  (await readdir(dirname(held))).filter((name) => name.includes(id) && !name.endsWith(".json"));

test("of callers that take the bytes from each other while they are copied, one has them, and there is one file", async () => {
  for (let round = 0; round < 8; round += 1) {
    const attempts = Array.from({ length: 6 }, () =>
      acquireUpload(createPaths(root), id).catch((error: { code?: string }) => error.code),
    );
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter((each) => typeof each === "string").every((code) => code === "busy")).toBe(true);
    expect(await files()).toHaveLength(1);
    const taken = outcomes.flatMap((each) => (typeof each === "object" ? [each.path] : []));
    const there = await Promise.all(taken.map((path) => readdir(dirname(path))));
    expect(taken.filter((path, i) => there[i]?.includes(basename(path))).length).toBeLessThanOrEqual(1);
    expect(await store.uploads.read(id)).toMatchObject({ offset: LENGTH });
  }
});

test("callers that add to several uploads at once get busy or the right offset", async () => {
  const other = await openBatchStore(root);
  const codes = new Set<unknown>();
  const addTo = async (upload: string): Promise<void> => {
    await store.uploads.create({ id: upload, length: 400, name: "a.jpg", metadata: {} });
    for (let round = 0; round < 10; round += 1) {
      const { offset = -1 } = (await store.uploads.read(upload)) ?? {};
      const callers = Array.from({ length: 12 }, (_, nth) => (nth % 2 === 0 ? store : other).uploads);
      const added = callers.map(({ append }) => append(upload, offset, bytesOf("abcd")));
      for (const each of await Promise.allSettled(added))
        codes.add(each.status === "rejected" ? (each.reason as { code: string }).code : each.value - offset);
    }
  };
  await Promise.all(Array.from({ length: 24 }, () => addTo(randomUUID())));
  expect([...codes].filter((code) => ![4, "busy", "version_conflict"].includes(code as string))).toEqual([]);
});

test("bytes of a caller that died between two renames are found", async () => {
  await rename(held, `${held}.hidden`);
  expect(await store.uploads.read(id)).toMatchObject({ offset: LENGTH });
  expect(await store.uploads.append(id, LENGTH, bytesOf("end"))).toBe(LENGTH + 3);
  const { path } = await store.uploads.open(id);
  expect((await readFile(path)).subarray(-3).toString()).toBe("end");
  expect(await files()).toHaveLength(1);
});

test("an upload whose bytes nobody finds is busy as long as its record is there", async () => {
  await rm(held);
  await expect(store.uploads.append(id, 0, bytesOf("a"))).rejects.toMatchObject({ code: "busy" });
  await store.uploads.remove(id);
  await expect(store.uploads.append(id, 0, bytesOf("a"))).rejects.toMatchObject({ code: "missing" });
});

test("an upload whose process was killed after its last byte can be submitted", async () => {
  await writeFile(held, Buffer.alloc(LENGTH + 3, 7));
  expect(await store.uploads.read(id)).toMatchObject({ offset: LENGTH + 3 });
  const { path } = await store.uploads.open(id);
  expect((await readFile(path)).length).toBe(LENGTH + 3);
  expect(await files()).toEqual([basename(path)]);
});

test("bytes whose sync failed do not count", async () => {
  await store.uploads.append(id, LENGTH, bytesOf("e"));
  const file = await open(dirname(held));
  await file.close();
  const failing = jest.spyOn(Object.getPrototypeOf(file) as FileHandle, "sync").mockRejectedValueOnce(new Error("EIO"));
  try {
    await expect(store.uploads.append(id, LENGTH + 1, bytesOf("nd"))).rejects.toThrow();
  } finally {
    failing.mockRestore();
  }
  expect(await store.uploads.read(id)).toMatchObject({ offset: LENGTH + 1 });
});
