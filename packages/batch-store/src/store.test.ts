import type { BatchManifest } from "./intake/manifest.ts";
import type { ResultRecord } from "./results/record.ts";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { countsOf } from "@symphony/contract";
import type { Verdict } from "@symphony/contract";
import { TooLargeError, writeStream } from "./fs/file-writer.ts";
import { UnfinishedError } from "./lifecycle/finish.ts";
import { removeStaleStagings } from "./fs/staging-folder.ts";
import { openBatchStore } from "./store.ts";
import type { BatchStore } from "./store.ts";

let root: string;
let store: BatchStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-store-"));
  store = await openBatchStore(root);
});

const acceptance = (batch_id: string = randomUUID()) => ({
  batch_id,
  client_id: "c",
  email: null,
  chunk_size: 2,
  created_at: "2026-01-01T00:00:00.000Z",
  single: false,
});
async function* bytesOf(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

async function acceptFiles(names: string[]): Promise<BatchManifest> {
  const staging = await store.openStaging();
  for (const name of names) await staging.addFile(name, (path) => writeStream(path, bytesOf("bytes of ", name), 1_000));
  const manifest = await staging.commit(acceptance());
  await staging.discard();
  return manifest;
}

function rowOf(manifest: BatchManifest, seq: number, name: string, verdict: Verdict): ResultRecord {
  const result = {
    Image_Path_or_URL: name,
    Is_Valid: verdict,
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: null,
    Error_Category: null,
    Processing_Ms: 1,
    Attempts: 1,
  };
  return {
    seq,
    batch_id: manifest.batch_id,
    processed_at: "2026-01-01T00:00:01.000Z",
    near_miss: null,
    image: null,
    result,
  };
}

describe("accepting", () => {
  test("leaves nothing of an upload that breaks off while most of its files still wait to be written", async () => {
    const staging = await store.openStaging();
    let breakOff = (): void => undefined;
    const broken = new Promise<void>((_resolve, reject) => (breakOff = () => reject(new Error("broken off"))));
    async function* unending(): AsyncGenerator<Buffer> {
      yield Buffer.from("begun");
      await broken;
    }
    const adding = Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => staging.addFile(`${i}.jpg`, (path) => writeStream(path, unending(), 100))),
    );
    breakOff();
    await staging.discard();
    expect(new Set((await adding).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(await readdir(join(root, ".staging"))).toEqual([]);
  });

  test("puts bytes, lists and metadata in place, all at once", async () => {
    const staging = await store.openStaging();
    await staging.addFile("dir/a.jpg", (path) => writeStream(path, bytesOf("one"), 10));
    await staging.addFile("a.jpg", (path) => writeStream(path, bytesOf("t", "wo"), 10));
    expect(await store.list()).toEqual([]);
    const manifest = await staging.commit(acceptance());
    await staging.discard();
    expect(manifest).toMatchObject({ total: 2, kind: "files" });
    expect(await store.list()).toEqual([manifest.batch_id]);
    const items = await Promise.all([0, 1].map((seq) => store.item(manifest.batch_id, seq)));
    expect(items).toMatchObject([
      { seq: 0, name: "dir/a.jpg", stored: "a.jpg", size: 3 },
      { seq: 1, name: "a.jpg", stored: "a (2).jpg", size: 3 },
    ]);
    expect(await readFile(store.payloadPath(manifest.batch_id, items[1] as never), "utf8")).toBe("two");
    const pending = JSON.parse(await readFile(join(root, manifest.batch_id, "pending_files.json"), "utf8")) as object;
    expect(pending).toMatchObject({
      batch_id: manifest.batch_id,
      client_id: "c",
      chunk_size: 2,
      files_names: ["dir/a.jpg", "a.jpg"],
      processed: 0,
      total: 2,
    });
    expect(await store.metadata(manifest.batch_id)).toMatchObject({
      status: "processing",
      counts: { total: 2, pending: 2 },
    });
  });

  test("a second batch of the same id is refused and changes nothing", async () => {
    const first = await acceptFiles(["a.jpg"]);
    const staging = await store.openStaging();
    staging.addUrl("http://x.test");
    await expect(staging.commit(acceptance(first.batch_id))).rejects.toMatchObject({ code: "already_submitted" });
    await staging.discard();
    expect(await store.manifest(first.batch_id)).toEqual(first);
    expect(await readdir(join(root, ".staging"))).toEqual([]);
  });

  test("a file that grows too large is left out, and its neighbours keep their order", async () => {
    const staging = await store.openStaging();
    const outcomes = await Promise.allSettled([
      staging.addFile("a.jpg", (path) => writeStream(path, bytesOf("aa"), 4)),
      staging.addFile("big.jpg", (path) => writeStream(path, bytesOf("bbb", "bbb"), 4)),
      staging.addFile("c.jpg", (path) => writeStream(path, bytesOf("cc"), 4)),
    ]);
    expect(outcomes[1]).toMatchObject({ status: "rejected", reason: expect.any(TooLargeError) });
    expect(staging.count).toBe(2);
    const manifest = await staging.commit(acceptance());
    await staging.discard();
    expect(
      (await Promise.all([0, 1].map((seq) => store.item(manifest.batch_id, seq)))).map((item) => item.name),
    ).toEqual(["a.jpg", "c.jpg"]);
    expect(await readdir(join(root, manifest.batch_id, "pending_files"))).toEqual(["a.jpg", "c.jpg"]);
  });

  test("what dead processes left in staging goes, what living ones work on stays", async () => {
    const dead = `${hostname()}~999999999~${Date.now()}~x`;
    const elsewhere = `other-host~1~${Date.now()}~x`;
    const longAgo = `other-host~1~${Date.now() - 25 * 3_600_000}~x`;
    // A restarted container has its old name, and its processes their old numbers.
    const earlierLife = `${hostname()}~${process.pid}~${Date.now() - 3_600_000}~x`;
    for (const name of [dead, elsewhere, longAgo, earlierLife]) await mkdir(join(root, ".staging", name));
    const mine = await store.openStaging();
    expect(await removeStaleStagings(root)).toBe(3);
    expect(await readdir(join(root, ".staging"))).toHaveLength(2);
    await mine.discard();
    expect(await readdir(join(root, ".staging"))).toEqual([elsewhere]);
  });
});

describe("finishing", () => {
  const names = ["a.jpg", "b.jpg", "c.jpg"];

  test("waits for every row", async () => {
    const manifest = await acceptFiles(names);
    await store.results.commit(rowOf(manifest, 0, "a.jpg", "Valid"));
    await expect(store.finish(manifest)).rejects.toThrow(UnfinishedError);
    expect(await store.final(manifest.batch_id)).toBeUndefined();
    const pending: number[] = [];
    for await (const seq of store.pending(manifest)) pending.push(seq);
    expect(pending).toEqual([1, 2]);
  });

  test("happens once, however many try, and leaves nothing pending", async () => {
    const manifest = await acceptFiles(names);
    const verdicts: Verdict[] = ["Valid", "Invalid", "Error"];
    for (const [seq, verdict] of verdicts.entries())
      await store.results.commit(rowOf(manifest, seq, names[seq] as string, verdict));
    const finals = await Promise.all([store.finish(manifest), store.finish(manifest), store.finish(manifest)]);
    expect(new Set(finals.map((final) => final.completed_at)).size).toBe(1);
    expect(finals[0].counts).toEqual(countsOf({ total: 3, valid: 1, invalid: 1, error: 1 }));
    const csv = await readFile(store.csvPath(manifest.batch_id), "utf8");
    expect(
      csv
        .trimEnd()
        .split("\r\n")
        .map((line) => line.split(",")[0]),
    ).toEqual(["Image_Path_or_URL", ...names]);
    expect((await readdir(join(root, manifest.batch_id))).toSorted()).toEqual([
      "accepted.json",
      "failed_files",
      "final.json",
      "items",
      "metadata.json",
      "results",
      "results.csv",
    ]);
    expect(await store.hasLeftovers(manifest)).toBe(false);
  });

  test("takes a late pending list away again", async () => {
    const manifest = await acceptFiles(["a.jpg"]);
    await store.results.commit(rowOf(manifest, 0, "a.jpg", "Valid"));
    const final = await store.finish(manifest);
    await store.refreshPendingList(manifest, final.counts);
    expect((await readdir(join(root, manifest.batch_id))).filter((name) => name.startsWith("pending"))).toEqual([]);
  });

  test("is cleaned up after, when a process dies that still wrote for the batch", async () => {
    const manifest = await acceptFiles(["a.jpg"]);
    await store.results.commit(rowOf(manifest, 0, "a.jpg", "Valid"));
    await store.finish(manifest);
    const own = `${hostname()}~${process.pid}~${Date.now()}~x~pending_files.json.tmp`;
    const dead = `${hostname()}~999999999~${Date.now()}~x~pending_files.json.tmp`;
    await writeFile(join(root, manifest.batch_id, own), "{}");
    expect(await store.hasLeftovers(manifest)).toBe(false);
    await writeFile(join(root, manifest.batch_id, dead), "{}");
    expect(await store.hasLeftovers(manifest)).toBe(true);
    await store.finish(manifest);
    expect((await readdir(join(root, manifest.batch_id))).filter((name) => name.endsWith(".tmp"))).toEqual([own]);
  });

  test("is taken up again where it broke off", async () => {
    const manifest = await acceptFiles(["a.jpg"]);
    await store.results.commit(rowOf(manifest, 0, "a.jpg", "Valid"));
    const final = await store.finish(manifest);
    await mkdir(join(root, manifest.batch_id, ".tmp"));
    await writeFile(join(root, manifest.batch_id, "pending_files.json"), "{}");
    expect(await store.hasLeftovers(manifest)).toBe(true);
    expect(await store.finish(manifest)).toEqual(final);
    expect(await store.hasLeftovers(manifest)).toBe(false);
  });
});

test("the pending list shows what is left, and the counts", async () => {
  const manifest = await acceptFiles(["a.jpg", "b.jpg", "c.jpg"]);
  await store.results.commit(rowOf(manifest, 1, "b.jpg", "Valid"));
  await store.refreshPendingList(manifest, countsOf({ total: 3, valid: 1, invalid: 0, error: 0 }));
  const list = JSON.parse(await readFile(join(root, manifest.batch_id, "pending_files.json"), "utf8")) as object;
  expect(list).toMatchObject({ files_names: ["a.jpg", "c.jpg"], processed: 1, valid: 1, total: 3 });
});
