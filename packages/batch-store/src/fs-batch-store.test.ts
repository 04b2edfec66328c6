import { beforeEach, describe, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { countsOf } from "@symphony/contract";
import type { Verdict } from "@symphony/contract";
import { bytesOf, collect, commitFiles, detailsOf, resultOf } from "../fixtures/batches.ts";
import { lapsedOwner, olderOwner } from "../fixtures/owners.ts";
import { ownerId } from "./fs/owner-id.ts";
import { openBatchStore } from "./fs-batch-store.ts";
import type { BatchManifest } from "./intake/manifest.ts";
import type { BatchStore } from "./port.ts";
import { TooLargeError, UnfinishedError } from "./store-error.ts";

let root: string;
let store: BatchStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-store-"));
  store = await openBatchStore(root);
});

const commit = (names: readonly string[]): Promise<BatchManifest> => commitFiles(store, names);

test("pictures of a removed batch do not bring its folder back", async () => {
  const [kept, removed] = [await commit(["a.jpg"]), await commit(["a.jpg"])];
  const { evidence } = store;
  const [jpeg, downloaded] = [Buffer.from("jpeg"), join(root, "..", `${basename(root)}.jpg`)];
  await writeFile(downloaded, jpeg);
  await evidence.putThumbnail(kept.batch_id, { seq: 0 }, jpeg);
  await store.remove(removed.batch_id);
  const file = { path: downloaded, release: async () => undefined };
  for (const picture of [jpeg, file]) {
    await evidence.putThumbnail(removed.batch_id, { seq: 0 }, picture).catch(() => undefined);
    await evidence.putView(removed.batch_id, { seq: 0 }, picture, "jpeg").catch(() => undefined);
  }
  await evidence.share({ batch_id: kept.batch_id, seq: 0 }, removed.batch_id, { seq: 0 }).catch(() => undefined);
  expect(await readdir(root)).not.toContain(removed.batch_id);
  await rm(downloaded);
});

describe("a staging", () => {
  test("leaves nothing of an upload that breaks off while most of its files wait to be written", async () => {
    const staging = await store.openStaging();
    let breakOff = (): void => undefined;
    const broken = new Promise<void>((_resolve, reject) => (breakOff = () => reject(new Error("broken off"))));
    async function* unending(): AsyncGenerator<Buffer> {
      yield Buffer.from("begun");
      await broken;
    }
    const adding = Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => staging.addFile(`${i}.jpg`, unending(), 100)),
    );
    breakOff();
    await staging.discard();
    expect(new Set((await adding).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(await readdir(join(root, ".staging"))).toEqual([]);
  });

  test("leaves nothing in a batch of corrected files whose run could not be decided", async () => {
    const manifest = await commit(["a.jpg"]);
    const batch = join(root, manifest.batch_id);
    const before = await readdir(batch, { recursive: true });
    const staging = await store.openStaging();
    await staging.addFile("a.jpg", bytesOf("new"), 10);
    await staging.moveTo(manifest, 1, [{ index: 0, seq: 0 }]);
    await staging.discard();
    expect(await readdir(batch, { recursive: true })).toEqual(before);
  });

  test("puts bytes, lists and metadata in place, all at once", async () => {
    const staging = await store.openStaging();
    await staging.addFile("dir/a.jpg", bytesOf("one"), 10);
    await staging.addFile("a.jpg", bytesOf("t", "wo"), 10);
    expect(await store.list()).toEqual([]);
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    expect(manifest).toMatchObject({ total: 2, kind: "files" });
    expect(await store.list()).toEqual([manifest.batch_id]);
    const items = await Promise.all([0, 1].map((seq) => store.item(manifest.batch_id, seq)));
    expect(items).toMatchObject([
      { seq: 0, name: "dir/a.jpg", stored: "a.jpg", size: 3 },
      { seq: 1, name: "a.jpg", stored: "a (2).jpg", size: 3 },
    ]);
    expect(await readFile(join(root, manifest.batch_id, "pending_files", "a (2).jpg"), "utf8")).toBe("two");
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
    const first = await commit(["a.jpg"]);
    const staging = await store.openStaging();
    staging.addUrl("http://x.test");
    await expect(staging.commit(detailsOf({ batch_id: first.batch_id }))).rejects.toMatchObject({
      code: "already_committed",
    });
    await staging.discard();
    expect(await store.manifest(first.batch_id)).toEqual(first);
    expect(await readdir(join(root, ".staging"))).toEqual([]);
  });

  test("a file that is too large is left out, and the others keep their order", async () => {
    const staging = await store.openStaging();
    const outcomes = await Promise.allSettled([
      staging.addFile("a.jpg", bytesOf("aa"), 4),
      staging.addFile("big.jpg", bytesOf("bbb", "bbb"), 4),
      staging.addFile("c.jpg", bytesOf("cc"), 4),
    ]);
    expect(outcomes[1]).toMatchObject({ status: "rejected", reason: expect.any(TooLargeError) });
    expect(staging.count).toBe(2);
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    expect(
      (await Promise.all([0, 1].map((seq) => store.item(manifest.batch_id, seq)))).map((item) => item.name),
    ).toEqual(["a.jpg", "c.jpg"]);
    expect(await readdir(join(root, manifest.batch_id, "pending_files"))).toEqual(["a.jpg", "c.jpg"]);
  });

  test("what processes left is removed when their lease has lapsed, and what living ones write stays", async () => {
    const [lapsed, older, longAgo] = [await lapsedOwner(root), olderOwner(), olderOwner()];
    for (const name of [lapsed, older, longAgo]) await mkdir(join(root, ".staging", name));
    await utimes(join(root, ".staging", longAgo), 0, 0);
    const mine = await store.openStaging();
    expect(await store.removeAbandoned()).toBe(2);
    expect(await readdir(join(root, ".staging"))).toHaveLength(2);
    await mine.discard();
    expect(await readdir(join(root, ".staging"))).toEqual([older]);
  });

  test("temporary files of a living process stay when a batch is finished, and those of a lapsed one go", async () => {
    const manifest = await commit(["a.jpg"]);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    const [mine, lapsed] = [`${ownerId()}~x.tmp`, `${await lapsedOwner(root)}~x.tmp`];
    for (const name of [mine, lapsed]) await writeFile(join(root, manifest.batch_id, name), "x");
    await store.finish(manifest);
    const names = await readdir(join(root, manifest.batch_id));
    expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([mine]);
  });

  test("of a version without leases stays as long as anything in it changes", async () => {
    const older = join(root, ".staging", olderOwner());
    await mkdir(join(older, "batch"), { recursive: true });
    await writeFile(join(older, "batch", "a.jpg"), "x");
    for (const folder of [join(older, "batch"), older]) await utimes(folder, 0, 0);
    expect(await store.removeAbandoned()).toBe(0);
    await utimes(join(older, "batch", "a.jpg"), 0, 0);
    expect(await store.removeAbandoned()).toBe(1);
  });

  test("is not committed when a file of it is gone or has another size", async () => {
    for (const damage of [(path: string) => rm(path), (path: string) => writeFile(path, "longer")]) {
      const staging = await store.openStaging();
      for (const name of ["a.jpg", "b.jpg"]) await staging.addFile(name, bytesOf(name), 10);
      const [owner = ""] = await readdir(join(root, ".staging"));
      await damage(join(root, ".staging", owner, "batch", "pending_files", "b.jpg"));
      await expect(staging.commit(detailsOf())).rejects.toMatchObject({ name: "StoreError", code: "incomplete" });
      await staging.discard();
    }
    expect(await store.list()).toEqual([]);
  });
});

test("a run goes on when a process that ended the run before, and was suspended, removes its folders after it", async () => {
  const manifest = await commit(["a.jpg", "b.jpg"]);
  const { batch_id: id } = manifest;
  for (const seq of [0, 1]) await store.results.putIfAbsent(resultOf(manifest, seq, "Error"));
  await store.finish(manifest);
  await store.startRun(manifest, { run: 1, seqs: [0, 1], eventsBefore: 2 });
  const removeFolders = async (): Promise<void> => {
    for (const folder of [".tmp", "attempts"]) await rm(join(root, id, folder), { recursive: true, force: true });
  };
  await removeFolders();
  expect(await store.attempts.begin(id, 1, 0)).toBe(1);
  await store.evidence.putThumbnail(id, { seq: 0 }, Buffer.from("jpeg"));
  for (const seq of [0, 1]) expect(await store.results.putIfAbsent(resultOf(manifest, seq, "Valid"), 1)).toBe(true);
  await removeFolders();
  expect(await store.finish(manifest)).toMatchObject({ status: "completed", counts: { valid: 2 } });
  expect(await store.hasLeftovers(manifest)).toBe(false);
  // A result that comes after the end makes no folder.
  await expect(store.results.putIfAbsent(resultOf(manifest, 0, "Valid"), 1)).rejects.toMatchObject({ code: "missing" });
  expect(await readdir(join(root, id))).not.toContain(".tmp");
});

describe("finishing", () => {
  const names = ["a.jpg", "b.jpg", "c.jpg"];

  test("waits for every result", async () => {
    const manifest = await commit(names);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid", { Image_Path_or_URL: "a.jpg" }));
    await expect(store.finish(manifest)).rejects.toThrow(UnfinishedError);
    expect(await store.final(manifest.batch_id)).toBeUndefined();
    expect(await collect(store.pending(manifest))).toEqual([1, 2]);
  });

  test("happens once with several callers, and leaves nothing pending", async () => {
    const manifest = await commit(names);
    const verdicts: Verdict[] = ["Valid", "Invalid", "Error"];
    for (const [seq, verdict] of verdicts.entries())
      await store.results.putIfAbsent(resultOf(manifest, seq, verdict, { Image_Path_or_URL: names[seq] as string }));
    const finals = await Promise.all([store.finish(manifest), store.finish(manifest), store.finish(manifest)]);
    expect(new Set(finals.map((final) => final.completed_at)).size).toBe(1);
    expect(finals[0].counts).toEqual(countsOf({ total: 3, valid: 1, invalid: 1, error: 1 }));
    const csv = await readFile(join(root, manifest.batch_id, "results.csv"), "utf8");
    expect(
      csv
        .trimEnd()
        .split("\r\n")
        .map((line) => line.split(",")[0]),
    ).toEqual(["Image_Path_or_URL", ...names]);
    expect((await readdir(join(root, manifest.batch_id))).toSorted()).toEqual([
      "accepted.json",
      "control.1.json",
      "failed.json",
      "failed_files",
      "final.json",
      "items",
      "marks",
      "metadata.json",
      "results",
      "results.csv",
      "thumbnails",
      "views",
    ]);
    expect(await store.hasLeftovers(manifest)).toBe(false);
  });

  test("removes a late pending list", async () => {
    const manifest = await commit(["a.jpg"]);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid", { Image_Path_or_URL: "a.jpg" }));
    const final = await store.finish(manifest);
    await store.refreshPendingList(manifest, final.counts);
    expect((await readdir(join(root, manifest.batch_id))).filter((name) => name.startsWith("pending"))).toEqual([]);
  });

  test("removes what a process left that died while it wrote for the batch", async () => {
    const manifest = await commit(["a.jpg"]);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid", { Image_Path_or_URL: "a.jpg" }));
    await store.finish(manifest);
    const own = `${ownerId()}~pending_files.json.tmp`;
    const dead = `${await lapsedOwner(root)}~pending_files.json.tmp`;
    await writeFile(join(root, manifest.batch_id, own), "{}");
    expect(await store.hasLeftovers(manifest)).toBe(false);
    await writeFile(join(root, manifest.batch_id, dead), "{}");
    expect(await store.hasLeftovers(manifest)).toBe(true);
    await store.finish(manifest);
    expect((await readdir(join(root, manifest.batch_id))).filter((name) => name.endsWith(".tmp"))).toEqual([own]);
  });

  test("continues where it was interrupted", async () => {
    const manifest = await commit(["a.jpg"]);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid", { Image_Path_or_URL: "a.jpg" }));
    const final = await store.finish(manifest);
    await mkdir(join(root, manifest.batch_id, ".tmp"));
    await writeFile(join(root, manifest.batch_id, "pending_files.json"), "{}");
    expect(await store.hasLeftovers(manifest)).toBe(true);
    expect(await store.finish(manifest)).toEqual(final);
    expect(await store.hasLeftovers(manifest)).toBe(false);
  });
});

test("the pending list shows what is left, and the counts", async () => {
  const manifest = await commit(["a.jpg", "b.jpg", "c.jpg"]);
  await store.results.putIfAbsent(resultOf(manifest, 1, "Valid", { Image_Path_or_URL: "b.jpg" }));
  await store.refreshPendingList(manifest, countsOf({ total: 3, valid: 1, invalid: 0, error: 0 }));
  const list = JSON.parse(await readFile(join(root, manifest.batch_id, "pending_files.json"), "utf8")) as object;
  expect(list).toMatchObject({ files_names: ["a.jpg", "c.jpg"], processed: 1, valid: 1, total: 3 });
});

test.each(["{", "{}", undefined])(
  "a metadata.json of %j keeps no batch from its end and is made again",
  async (text) => {
    const manifest = await commit(["a.jpg"]);
    const path = join(root, manifest.batch_id, "metadata.json");
    if (text === undefined) await rm(path);
    else await writeFile(path, text);
    await store.updateControl(manifest.batch_id, 0, { status: "paused", run: 0 });
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    await store.finish(manifest);
    const { batch_id, client_id } = manifest;
    expect(await store.metadata(batch_id)).toMatchObject({ batch_id, client_id, counts: { valid: 1, total: 1 } });
  },
);

test("what cannot be tidied up holds up nothing else and is reported", async () => {
  const finished = await commit(["a.jpg"]);
  await store.results.putIfAbsent(resultOf(finished, 0, "Valid"));
  await store.finish(finished);
  await mkdir(join(root, ".shares"), { recursive: true });
  await writeFile(join(root, ".shares", `${"0123456789abcdef".repeat(2)}.json`), "{");
  const { removed, failed, errors } = await store.expire({ finishedHours: 0, pendingHours: 72 }, Date.now());
  expect([removed, failed, errors]).toEqual([[finished], [], [expect.any(Error)]]);
});

test("a batch that cannot be read holds up no other one when batches expire", async () => {
  const damaged = await commit(["a.jpg"]);
  const finished = await commit(["a.jpg"]);
  await store.results.putIfAbsent(resultOf(finished, 0, "Valid"));
  await store.finish(finished);
  await writeFile(join(root, damaged.batch_id, "accepted.json"), "{");
  const report = await store.expire({ finishedHours: 0, pendingHours: 72 }, Date.now());
  expect(report).toMatchObject({ removed: [finished], expired: [], failed: [{ batchId: damaged.batch_id }] });
  expect(await store.list()).toEqual([damaged.batch_id]);
});

test.each([undefined, "{", "[]"])("failed items are found in the results where their list is %j", async (list) => {
  const manifest = await commit(["a.jpg", "b.jpg"]);
  await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
  await store.results.putIfAbsent(resultOf(manifest, 1, "Error"));
  await store.finish(manifest);
  const path = join(root, manifest.batch_id, "failed.json");
  if (list === undefined) await rm(path);
  else await writeFile(path, list);
  expect(await store.failedItems(manifest)).toEqual([1]);
});

test("an older process finds the keys it requires in results and run records", async () => {
  const manifest = await commit(["a.jpg"]);
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(root, manifest.batch_id, file), "utf8"));
  await store.results.putIfAbsent(resultOf(manifest, 0, "Error"));
  expect(await read("results/000000/0.json")).toMatchObject({ row: { seq: 0, near_miss: null } });
  await store.finish(manifest);
  await store.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 1 });
  expect(await read("retries/1.json")).toMatchObject({ seqs: [0], events_before: 1 });
});

test("an expiry whose process died removes a batch, unless it was started again meanwhile", async () => {
  const manifests = [await commit(["a.jpg"]), await commit(["b.jpg"])];
  for (const manifest of manifests) {
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    await store.removals.begin(manifest, await store.finish(manifest));
    await utimes(join(root, ".removing", `${manifest.batch_id}.json`), 0, 0);
  }
  const [over, startedAgain] = manifests as [BatchManifest, BatchManifest];
  await store.startRun(startedAgain, { run: 1, seqs: [0], eventsBefore: 1 });
  expect(await collect(store.removals.due())).toEqual([{ manifest: over, isOver: true }]);
  // What was hidden is watched: a late worker may put something back.
  await store.removals.carryOut(over);
  expect(await collect(store.removals.due())).toEqual([{ manifest: over, isOver: true }]);
  expect(await store.removals.has(startedAgain.batch_id)).toBe(false);
});
