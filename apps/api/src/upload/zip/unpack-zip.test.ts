import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore, Item, Staging } from "@symphony/batch-store";
import type { BatchId, Skipped } from "@symphony/contract";
import { zipOf } from "@symphony/test-support/zip";
import type { ZipEntry } from "@symphony/test-support/zip";
import { createNameBudget } from "../name-budget.ts";
import { createSkippedFiles } from "../skipped.ts";
import { storedZip, unpackZips } from "./unpack-zip.ts";

const LIMITS = { maxItems: 20, maxFileBytes: 20_000_000, maxTotalBytes: 100_000_000 };
/** Above the size that is unpacked in one piece. */
const LARGE = randomBytes(9 * 1024 * 1024);
const [ONE, TWO, THREE] = [randomBytes(700_001), randomBytes(30_000), randomBytes(3)];

let dir: string;
let store: BatchStore;
let staging: Staging;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-zip-"));
  store = await openBatchStore(dir);
});
beforeEach(async () => {
  staging = await store.openStaging();
});
afterEach(async () => {
  await staging.discard();
  expect(await readdir(join(dir, ".staging"))).toEqual([]);
});
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

async function unpack(zips: readonly Buffer[], limits = LIMITS): Promise<Skipped[]> {
  const spooled = [];
  for (const zip of zips) {
    const bytes = (async function* () {
      yield zip;
    })();
    spooled.push(await storedZip(`zip-${spooled.length + 1}.zip`, await staging.spool(bytes, 2 * zip.length)));
  }
  const target = { staging, limits, names: createNameBudget(), skipped: createSkippedFiles() };
  await unpackZips(spooled, target);
  return [...target.skipped.skipped];
}

const sumOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function payloadOf(batchId: BatchId, item: Item): Promise<[name: string, sum: string]> {
  const file = await store.payloads.open(batchId, item);
  try {
    return [item.name, sumOf(await readFile(file.path))];
  } finally {
    await file.release();
  }
}

/** Makes a batch of a zip. */
async function batchOf(zip: Buffer): Promise<{ files: Array<[name: string, sum: string]>; skipped: Skipped[] }> {
  const skipped = await unpack([zip]);
  const { batch_id: batchId, total } = await staging.commit({
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    chunk_size: 10,
    created_at: new Date().toISOString(),
    single: false,
  });
  const items = await Promise.all(Array.from({ length: total }, (_, seq) => store.item(batchId, seq)));
  return { files: await Promise.all(items.map((item) => payloadOf(batchId, item))), skipped };
}

const PLAIN: ZipEntry[] = [
  { name: "b/one.jpg", bytes: ONE },
  { name: "a/two.png", bytes: TWO, stored: true },
  { name: "three.webp", bytes: THREE },
];
const FILES = [
  ["b/one.jpg", sumOf(ONE)],
  ["a/two.png", sumOf(TWO)],
  ["three.webp", sumOf(THREE)],
];

test("the images of a zip become items in its order", async () => {
  expect(await batchOf(zipOf(PLAIN))).toEqual({ files: FILES, skipped: [] });
});

test("large entries, folders and empty files are unpacked, and all that is left out has a reason", async () => {
  const { files, skipped } = await batchOf(
    zipOf([
      { name: "b/", bytes: Buffer.alloc(0), stored: true },
      { name: "large.jpg", bytes: LARGE },
      { name: "large and stored.jpg", bytes: LARGE, stored: true },
      { name: "__MACOSX/b/._one.jpg", bytes: THREE },
      { name: "notes.txt", bytes: TWO },
      { name: "film.mov", bytes: LARGE, stored: true },
      { name: "flat.bmp", bytes: Buffer.alloc(10_000_000) },
      { name: "empty.jpg", bytes: Buffer.alloc(0), stored: true },
      { name: "one.jpg", bytes: ONE },
    ]),
  );
  expect(files).toEqual([
    ["large.jpg", sumOf(LARGE)],
    ["large and stored.jpg", sumOf(LARGE)],
    ["empty.jpg", sumOf(Buffer.alloc(0))],
    ["one.jpg", sumOf(ONE)],
  ]);
  expect(skipped).toEqual([
    { name: "__MACOSX/b/._one.jpg", reason: "a file of the operating system, not an image" },
    { name: "notes.txt", reason: "not an image but a file of an unknown type" },
    { name: "film.mov", reason: "not an image but a file of an unknown type" },
    { name: "flat.bmp", reason: "unpacks to more than 100 times its size" },
  ]);
});

describe("entries of a zip that was written as a stream", () => {
  test.each([true, "long", "unmarked", "missing"] as const)(
    "are unpacked by the directory (data descriptor: %s)",
    async (sizesFollow) => {
      expect(await batchOf(zipOf(PLAIN.map((entry) => ({ ...entry, sizesFollow }))))).toEqual({
        files: FILES,
        skipped: [],
      });
    },
  );

  test("are left out when they are encrypted", async () => {
    const secret = { name: "secret.jpg", bytes: TWO, lie: { flags: 0x809 } };
    const { files, skipped } = await batchOf(
      zipOf([secret, ...PLAIN].map((entry) => ({ ...entry, sizesFollow: true }))),
    );
    expect([files, skipped]).toEqual([
      FILES,
      [{ name: "secret.jpg", reason: "encrypted; send the zip without a password" }],
    ]);
  });
});

describe("the directory decides", () => {
  test("an entry that it does not list is not in the zip", async () => {
    const { files } = await batchOf(zipOf([{ name: "old.jpg", bytes: TWO, unlisted: true }, ...PLAIN]));
    expect(files).toEqual(FILES);
  });

  test("an entry has the name that it lists", async () => {
    const { files } = await batchOf(zipOf([{ name: "new.jpg", bytes: TWO, before: { name: "old.jpg" } }]));
    expect(files).toEqual([["new.jpg", sumOf(TWO)]]);
  });

  test.each<[string, Partial<ZipEntry>]>([
    ["a wrong checksum", { lie: { crc: 1 } }],
    ["another wrong checksum than the local header", { lie: { crc: 1 }, before: { crc: 2 } }],
    ["a right checksum, and the local header a wrong one", { before: { crc: 2 } }],
    ["another method than the local header", { before: { method: 8 } }],
    ["a smaller size", { stored: false, lie: { size: 29_000 } }],
    ["a larger size", { stored: false, lie: { size: 31_000 } }],
    ["a larger size of a stored entry", { lie: { size: 31_000 } }],
    ["another size than the local header", { stored: false, before: { size: 29_000 } }],
    ["no packed bytes for an entry that has some", { stored: false, lie: { packedSize: 0 } }],
  ])("an entry is damaged when the directory has %s", async (_what, change) => {
    const entry = { name: "odd.jpg", bytes: TWO, stored: true, ...change };
    const { files, skipped } = await batchOf(zipOf([entry, ...PLAIN]));
    expect([files, skipped]).toEqual([FILES, [{ name: "odd.jpg", reason: "damaged in the zip" }]]);
  });

  test("an end record of a zip within the zip is not taken for its own", async () => {
    const { files } = await batchOf(zipOf([{ name: "inner.jpg", bytes: zipOf(PLAIN.slice(1)), stored: true }]));
    expect(files.map(([name]) => name)).toEqual(["inner.jpg"]);
  });
});

describe("a zip is refused", () => {
  test("when it is cut off", async () => {
    await expect(unpack([zipOf([]), zipOf(PLAIN).subarray(0, 400_000)])).rejects.toMatchObject({
      code: "zip_unreadable",
      message: "zip-2.zip: the zip file is cut off.",
    });
  });

  test("when it has more images than a batch may have", async () => {
    const many = Array.from({ length: 21 }, (_, i) => ({ name: `${i}.jpg`, bytes: THREE }));
    // The last zip is not to blame for the number of all.
    for (const zips of [[zipOf(many)], [zipOf(many.slice(0, 11)), zipOf(many.slice(11))]])
      await expect(unpack(zips)).rejects.toMatchObject({
        code: "too_many_items",
        message: "The upload has more than 20 images; send it in parts.",
      });
  });

  test("when all zips of an upload together unpack to more than an upload may have", async () => {
    const zips = [0, 1].map((i) => zipOf([{ name: `${i}.bmp`, bytes: Buffer.alloc(900_000, i) }]));
    expect(await unpack(zips, { ...LIMITS, maxTotalBytes: 1_800_000 })).toEqual([]);
    await expect(unpack(zips, { ...LIMITS, maxTotalBytes: 1_799_999 })).rejects.toMatchObject({ code: "zip_refused" });
  });
});

test("a store that accepts nothing more ends the unpacking early", async () => {
  const zip = zipOf(Array.from({ length: 20 }, (_, i) => ({ name: `${i}.jpg`, bytes: TWO })));
  let calls = 0;
  const failing: Staging = {
    ...staging,
    count: 0,
    addFile: (...args) => ((calls += 1), calls === 2 ? Promise.reject(new Error("full")) : staging.addFile(...args)),
  };
  const bytes = (async function* () {
    yield zip;
  })();
  await expect(
    unpackZips([await storedZip("a.zip", await staging.spool(bytes, zip.length))], {
      staging: failing,
      limits: LIMITS,
      names: createNameBudget(),
      skipped: createSkippedFiles(),
    }),
  ).rejects.toThrow("full");
  expect(calls).toBeLessThan(20);
});

test("entries that turn out to be no images give their memory back", async () => {
  const texts = Array.from({ length: 150 }, (_, i) => ({ name: `${i}.txt`, bytes: Buffer.alloc(10_000, "text ") }));
  expect(await unpack([zipOf(texts)], { ...LIMITS, maxItems: 200 })).toHaveLength(150);
});
