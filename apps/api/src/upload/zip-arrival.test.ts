import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore, Staging } from "@symphony/batch-store";
import type { Skipped } from "@symphony/contract";
import { zipOf } from "@symphony/test-support/zip";
import type { ZipEntry } from "@symphony/test-support/zip";
import { createFileThreads } from "./file-threads.ts";
import type { FileThreads } from "./file-threads.ts";
import { receiveZip } from "./zip-arrival.ts";
import type { ArrivedZip } from "./zip-arrival.ts";
import { newZipTally, PACKED_MAX } from "./zip-early.ts";
import { unpackZip } from "./zip.ts";

const LIMITS = { maxItems: 20, maxFileBytes: 20_000_000, maxTotalBytes: 100_000_000 };
const [ONE, TWO, THREE] = [randomBytes(700_001), randomBytes(30_000), randomBytes(3)];

let dir: string;
let store: BatchStore;
let threads: FileThreads;
let staging: Staging;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-zip-"));
  store = await openBatchStore(dir);
  threads = createFileThreads(new URL("../../dist/file-thread.js", import.meta.url));
});
beforeEach(async () => {
  staging = await store.openStaging();
});
afterEach(async () => {
  await staging.discard();
  expect(await readdir(join(dir, ".staging"))).toEqual([]);
});
afterAll(async () => {
  await threads.close();
  await rm(dir, { recursive: true });
});

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const receive = (zip: Buffer, size = 65_536, limits = LIMITS): Promise<ArrivedZip> =>
  receiveZip(threads, staging, inPieces(zip, size), limits, newZipTally());

const sumOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Takes a zip in as far as a batch. */
async function takeIn(
  zip: Buffer,
  size?: number,
): Promise<{ files: Array<[name: string, sum: string]>; skipped: Skipped[]; early: number; keptBytes: number }> {
  const arrived = await receive(zip, size);
  const keptBytes = (await stat(arrived.path)).blocks * 512;
  const skipped = await unpackZip(threads, arrived, staging, LIMITS);
  const manifest = await staging.commit({
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    chunk_size: 10,
    created_at: new Date().toISOString(),
    single: false,
  });
  const items = await Promise.all(
    Array.from({ length: manifest.total }, (_, seq) => store.item(manifest.batch_id, seq)),
  );
  const files = items.map(async (item): Promise<[string, string]> => [
    item.name,
    sumOf(await readFile(store.payloadPath(manifest.batch_id, item))),
  ]);
  return { files: await Promise.all(files), skipped, early: arrived.early.size, keptBytes };
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

const SIZES = [1_000_000, 65_536, 4_099, 31];

test.each(SIZES)(
  "photos are unpacked while they arrive in pieces of %i bytes, and their zip is not kept",
  async (size) => {
    const { files, skipped, early, keptBytes } = await takeIn(zipOf(PLAIN), size);
    expect([files, skipped, early]).toEqual([FILES, [], 3]);
    expect(keptBytes).toBeLessThanOrEqual(8_192);
  },
);

describe("entries whose sizes follow them", () => {
  const following = (entries: readonly ZipEntry[]): Buffer =>
    zipOf(entries.map((entry) => ({ ...entry, sizesFollow: true })));

  test.each(SIZES)("are unpacked while they arrive in pieces of %i bytes, whatever is between them", async (size) => {
    const [first, ...others] = PLAIN as [ZipEntry, ZipEntry];
    const side = { name: "__MACOSX/b/._one.jpg", bytes: THREE };
    const { files, skipped, early, keptBytes } = await takeIn(
      following([
        { name: "b/", bytes: Buffer.alloc(0), stored: true },
        first,
        side,
        ...others,
        { name: "notes.txt", bytes: TWO },
      ]),
      size,
    );
    expect([files, early]).toEqual([FILES, 3]);
    expect(skipped.map(({ name }) => name)).toEqual(["__MACOSX/b/._one.jpg", "notes.txt"]);
    expect(keptBytes).toBeLessThan(50_000);
  });

  test("end where they say, and not where their bytes look like an end", async () => {
    const zip = following(PLAIN);
    const [lookalike, tail] = [
      Buffer.from("PK\x07\x08 and twelve more PK\x07", "latin1"),
      Buffer.from("PK\x07\x08", "latin1"),
    ];
    const photos = [Buffer.concat([TWO, lookalike, TWO, tail]), Buffer.concat([tail, zip, lookalike])];
    const { files, early } = await takeIn(
      following(photos.map((bytes, i) => ({ name: `${i}.jpg`, bytes, stored: true }))),
      4_099,
    );
    expect([files, early]).toEqual([photos.map((bytes, i) => [`${i}.jpg`, sumOf(bytes)]), 2]);
  });

  test("wait for the directory when they are large, and those behind them do not", async () => {
    const large = randomBytes(9 * 1024 * 1024);
    const [first, ...others] = PLAIN as [ZipEntry, ZipEntry];
    const { files, early, keptBytes } = await takeIn(
      following([
        first,
        { name: "large.jpg", bytes: large, stored: true },
        { name: "film.mov", bytes: large, stored: true },
        ...others,
      ]),
    );
    expect([files, early]).toEqual([[FILES[0], ["large.jpg", sumOf(large)], ...FILES.slice(1)], 3]);
    expect(keptBytes).toBeLessThan(2 * large.length + 50_000);
  });

  test.each([
    [0, 1],
    [1, 0],
  ])("are large when header, bytes and descriptor have %i more than 8 MiB", async (more, expected) => {
    const photo = {
      name: "photo.jpg",
      bytes: randomBytes(PACKED_MAX - 30 - "photo.jpg".length - 16 + more),
      stored: true,
    };
    const { files, early } = await takeIn(following([photo]));
    expect([files, early]).toEqual([[["photo.jpg", sumOf(photo.bytes)]], expected]);
  });

  test.each(["long", "unmarked", "missing"] as const)(
    "wait for the directory from one on whose descriptor is %s",
    async (sizesFollow) => {
      const [first, second, third] = PLAIN as [ZipEntry, ZipEntry, ZipEntry];
      const { files, skipped, early } = await takeIn(zipOf([first, { ...second, sizesFollow }, third]), 4_099);
      expect([files, skipped, early]).toEqual([FILES, [], 1]);
    },
  );

  test("are left out when they are encrypted, and those behind them are not", async () => {
    const { files, skipped, early } = await takeIn(
      following([{ name: "secret.jpg", bytes: TWO, lie: { flags: 0x809 } }, ...PLAIN]),
    );
    expect([files, skipped, early]).toEqual([FILES, [{ name: "secret.jpg", reason: "encrypted" }], 3]);
  });

  test("wait for the directory when they grow a lot", async () => {
    const { files, skipped, early } = await takeIn(
      following([{ name: "flat.bmp", bytes: Buffer.alloc(10_000_000) }, ...PLAIN]),
    );
    expect([files, early]).toEqual([FILES, 3]);
    expect(skipped).toEqual([{ name: "flat.bmp", reason: "unpacks to more than 100 times its size" }]);
  });

  test.each([
    ["checksum", { crc: 1 }],
    ["size", { size: 29_000 }],
  ])("are damaged when neither directory nor descriptor tells their %s", async (_what, lie) => {
    const { files, skipped } = await takeIn(following([{ name: "odd.jpg", bytes: TWO, lie }, ...PLAIN]));
    expect([files, skipped]).toEqual([FILES, [{ name: "odd.jpg", reason: "damaged in the zip" }]]);
  });

  test("leave nothing when the zip is cut off in one", async () => {
    const cut = await receive(following(PLAIN).subarray(0, 400_000));
    await expect(unpackZip(threads, cut, staging, LIMITS)).rejects.toMatchObject({ code: "zip_unreadable" });
  });
});

test("what is large, no photo by its name, or grows a lot waits for the directory, and photos behind it do not", async () => {
  const large = randomBytes(9 * 1024 * 1024);
  const { files, skipped, early } = await takeIn(
    zipOf([
      { name: "large.jpg", bytes: large },
      { name: "notes.txt", bytes: TWO },
      { name: "flat.bmp", bytes: Buffer.alloc(10_000_000) },
      { name: "empty.jpg", bytes: Buffer.alloc(0), stored: true },
      { name: "one.jpg", bytes: ONE },
    ]),
  );
  expect(files).toEqual([
    ["large.jpg", sumOf(large)],
    ["empty.jpg", sumOf(Buffer.alloc(0))],
    ["one.jpg", sumOf(ONE)],
  ]);
  expect(new Map(skipped.map(({ name, reason }) => [name, reason]))).toEqual(
    new Map([
      ["notes.txt", "not an image"],
      ["flat.bmp", "unpacks to more than 100 times its size"],
    ]),
  );
  expect(early).toBe(1);
});

describe("the directory has the last word", () => {
  test("an entry that it does not list is not in the zip", async () => {
    const { files, early } = await takeIn(zipOf([{ name: "old.jpg", bytes: TWO, unlisted: true }, ...PLAIN]));
    expect([files, early]).toEqual([FILES, 4]);
  });

  test("an entry has the name that it gives", async () => {
    const { files } = await takeIn(zipOf([{ name: "new.jpg", bytes: TWO, before: { name: "old.jpg" } }]));
    expect(files).toEqual([["new.jpg", sumOf(TWO)]]);
  });

  test.each([
    ["another checksum", { lie: { crc: 1 } }],
    ["another checksum than stands before it", { lie: { crc: 1 }, before: { crc: 2 } }],
    ["another checksum, which is right, than stands before it", { before: { crc: 2 } }],
    ["another packing", { before: { method: 8 } }],
    ["another size", { stored: false, before: { size: 29_000 } }],
    ["a name that promises no image", { before: { name: "photo.jpg" }, name: "photo" }],
  ] as Array<[string, Partial<ZipEntry>]>)("an entry of which it gives %s is damaged", async (_what, change) => {
    const entry = { name: "odd.jpg", bytes: TWO, stored: true, ...change };
    const { files, skipped } = await takeIn(zipOf([entry, ...PLAIN]));
    expect([files, skipped]).toEqual([FILES, [{ name: entry.name, reason: "damaged in the zip" }]]);
  });
});

test("no more entries are unpacked early than a batch may have, nor more bytes than the zip may have", async () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ name: `${i}.jpg`, bytes: THREE }));
  expect((await receive(zipOf(many))).early.size).toBe(20);
  const flat = Array.from({ length: 20 }, (_, i) => ({ name: `${i}.bmp`, bytes: Buffer.alloc(900_000, i) }));
  const arrived = await receive(zipOf(flat), undefined, { ...LIMITS, maxTotalBytes: 3_000_000 });
  expect(arrived.early.size).toBe(3);
  expect(arrived.budget).toBe(300_000);
});

test("a zip that is too large, or cut off in an entry, leaves nothing", async () => {
  const zip = zipOf(PLAIN);
  await expect(receive(zip, 65_536, { ...LIMITS, maxTotalBytes: 500_000 })).rejects.toThrow("larger than 500000 bytes");
  const cut = await receive(zip.subarray(0, 400_000));
  await expect(unpackZip(threads, cut, staging, LIMITS)).rejects.toMatchObject({ code: "zip_unreadable" });
});

test("a sender that breaks off is not followed by files that are still written", async () => {
  const zip = zipOf(PLAIN);
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield zip.subarray(0, 710_000);
    throw new Error("broken off");
  };
  await expect(receiveZip(threads, staging, broken(), LIMITS, newZipTally())).rejects.toThrow("broken off");
});

test("a disk that takes no more ends it before the zip is whole", async () => {
  const zip = zipOf(Array.from({ length: 20 }, (_, i) => ({ name: `${i}.jpg`, bytes: randomBytes(700_000) })));
  let sent = 0;
  const lasting = async function* (): AsyncGenerator<Buffer> {
    await rm(staging.scratch, { recursive: true });
    for await (const piece of inPieces(zip, 65_536)) {
      sent += piece.length;
      yield piece;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  await expect(receiveZip(threads, staging, lasting(), LIMITS, newZipTally())).rejects.toMatchObject({
    code: "ENOENT",
  });
  expect(sent).toBeLessThan(zip.length / 2);
});

test("thousands of tiny photos, and all zips of an upload together, stay within bounds", async () => {
  const tally = newZipTally();
  const zip = zipOf(Array.from({ length: 3_000 }, (_, i) => ({ name: `${i}.jpg`, bytes: randomBytes(900) })));
  const limits = { ...LIMITS, maxItems: 5_000 };
  const early = [];
  for (let i = 0; i < 2; i += 1)
    early.push((await receiveZip(threads, staging, inPieces(zip, 65_536), limits, tally)).early.size);
  expect(early).toEqual([3_000, 2_000]);
  expect(tally).toEqual({ received: 2 * zip.length, taken: 5_000, promised: 5_000 * 900 });
});
