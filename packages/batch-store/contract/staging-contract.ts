import { expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { bytesOf, detailsOf } from "../fixtures/batches.ts";
import type { Staging } from "../src/port.ts";
import { TooLargeError } from "../src/store-error.ts";
import type { Stores } from "./batch-store-contract.ts";

export function testStaging(stores: Stores): void {
  const namesOf = (batchId: string, total: number): Promise<string[]> =>
    Promise.all(Array.from({ length: total }, async (_, seq) => (await stores.other.item(batchId, seq)).name));

  test("shows nothing of a batch before its commit, and all of it after", async () => {
    const { store, other } = stores;
    const staging = await store.openStaging();
    const details = detailsOf();
    await staging.addFile("dir/a.jpg", bytesOf("one"), 10);
    await staging.addFile("a.jpg", bytesOf("t", "wo"), 10);
    expect([await other.list(), await other.manifest(details.batch_id)]).toEqual([[], undefined]);
    const manifest = await staging.commit(details);
    await staging.discard();
    expect(manifest).toMatchObject({ ...details, total: 2, kind: "files" });
    expect([await other.list(), await other.manifest(details.batch_id)]).toEqual([[details.batch_id], manifest]);
    expect(await namesOf(details.batch_id, 2)).toEqual(["dir/a.jpg", "a.jpg"]);
    expect(await other.item(details.batch_id, 1)).toMatchObject({ seq: 1, size: 3 });
    expect(await other.metadata(details.batch_id)).toMatchObject({
      status: "processing",
      counts: { total: 2, pending: 2 },
      completed_at: null,
    });
  });

  test("a batch of URLs has them as items, in order", async () => {
    const staging = await stores.store.openStaging();
    const urls = Array.from({ length: 2_500 }, (_, i) => `http://x.test/${i}`);
    for (const url of urls) staging.addUrl(url);
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    expect(manifest).toMatchObject({ total: 2_500, kind: "urls" });
    expect(await namesOf(manifest.batch_id, 2_500)).toEqual(urls);
    await expect(stores.store.item(manifest.batch_id, 2_500)).rejects.toThrow();
  });

  test("keeps the order of the calls when many files are added at once", async () => {
    const staging = await stores.store.openStaging();
    const names = Array.from({ length: 50 }, (_, i) => `${i}.jpg`);
    await Promise.all(names.map((name, i) => staging.addFile(name, bytesOf("x".repeat(1_000 * (50 - i))), 100_000)));
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    expect(await namesOf(manifest.batch_id, 50)).toEqual(names);
  });

  test("a discarded staging leaves no batch", async () => {
    const staging = await stores.store.openStaging();
    await staging.addFile("a.jpg", bytesOf("a"), 10);
    await staging.discard();
    await staging.discard();
    expect(await stores.other.list()).toEqual([]);
  });

  test("a file that is too large or whose source fails is left out, and the others keep their order", async () => {
    const staging = await stores.store.openStaging();
    const broken = new Error("broken off");
    async function* breaksOff(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("begun");
      throw broken;
    }
    const outcomes = Promise.allSettled([
      staging.addFile("a.jpg", bytesOf("aa"), 4),
      staging.addFile("large.jpg", bytesOf("bbb", "bbb"), 4),
      staging.addFile("broken.jpg", breaksOff(), 10),
      staging.addFile("c.jpg", bytesOf("cccc"), 4),
    ]);
    expect(staging.count).toBe(4);
    expect((await outcomes)[1]).toMatchObject({ status: "rejected", reason: expect.any(TooLargeError) });
    expect((await outcomes)[2]).toEqual({ status: "rejected", reason: broken });
    expect(staging.count).toBe(2);
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    expect(manifest.total).toBe(2);
    expect(await namesOf(manifest.batch_id, 2)).toEqual(["a.jpg", "c.jpg"]);
  });

  test("an error of a source stays what it is, even when it looks like one of the medium", async () => {
    const staging = await stores.store.openStaging();
    const reset = Object.assign(new Error("reset"), { code: "EIO", errno: -5, syscall: "read" });
    // oxlint-disable-next-line require-yield
    async function* fails(): AsyncGenerator<Uint8Array> {
      throw reset;
    }
    await expect(staging.addFile("a.jpg", fails(), 10)).rejects.toBe(reset);
    await expect(staging.spool(fails(), 10)).rejects.toBe(reset);
    await staging.discard();
  });

  test("a source is not read further once it is too large", async () => {
    const staging = await stores.store.openStaging();
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.alloc((read += 1) && 1_000);
    }
    await expect(staging.addFile("a.jpg", endless(), 10_000)).rejects.toMatchObject({ maxBytes: 10_000 });
    expect(read).toBe(11);
    await staging.discard();
  });

  test("discard waits for the writes in progress", async () => {
    const staging = await stores.store.openStaging();
    const events: string[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("begun");
      await ended;
      events.push("source ends");
    }
    const adding = staging.addFile("a.jpg", slow(), 100).then(() => events.push("file added"));
    // Its source is being read.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const discarding = staging.discard().then(() => events.push("discarded"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    end();
    await Promise.all([adding, discarding]);
    expect(events).toEqual(["source ends", "file added", "discarded"]);
  });

  test("the fingerprint depends on names and bytes, not on their order", async () => {
    const fingerprintOf = async (...files: Array<[string, string]>): Promise<string> => {
      const staging = await stores.store.openStaging();
      for (const [name, text] of files) await staging.addFile(name, bytesOf(text), 100);
      await staging.discard();
      return staging.fingerprint();
    };
    const one = await fingerprintOf(["a", "1"], ["b", "2"]);
    expect(await fingerprintOf(["b", "2"], ["a", "1"])).toBe(one);
    for (const files of [
      [["a", "1"]],
      [
        ["a", "2"],
        ["b", "1"],
      ],
      [
        ["a", "1"],
        ["c", "2"],
      ],
    ] as Array<Array<[string, string]>>)
      expect(await fingerprintOf(...files)).not.toBe(one);
  });

  test("spooled bytes are a local file until it is released", async () => {
    const staging = await stores.store.openStaging();
    const file = await staging.spool(bytesOf("a zip ", "file"), 10);
    expect(await readFile(file.path, "utf8")).toBe("a zip file");
    await file.release();
    await expect(readFile(file.path)).rejects.toThrow();
    await expect(staging.spool(bytesOf("a zip ", "file"), 9)).rejects.toThrow(TooLargeError);
    expect(staging.count).toBe(0);
    const left = await staging.spool(bytesOf("x"), 9);
    await staging.discard();
    await expect(readFile(left.path)).rejects.toThrow();
  });

  test("one of twenty stagings commits an id, and the others change nothing", async () => {
    const details = detailsOf();
    const stagings: Staging[] = [];
    for (let i = 0; i < 20; i += 1) {
      const staging = await (i % 2 === 0 ? stores.store : stores.other).openStaging();
      for (let each = 0; each <= i; each += 1) await staging.addFile(`${i}.jpg`, bytesOf(`${i}`), 10);
      stagings.push(staging);
    }
    const outcomes = await Promise.allSettled(stagings.map((staging) => staging.commit(details)));
    for (const staging of stagings) await staging.discard();
    const winner = outcomes.findIndex(({ status }) => status === "fulfilled");
    const lost = {
      status: "rejected",
      reason: expect.objectContaining({ name: "StoreError", code: "already_committed" }),
    };
    expect(outcomes.filter((_, i) => i !== winner)).toEqual(Array.from({ length: 19 }, () => lost));
    expect(await stores.store.manifest(details.batch_id)).toMatchObject({ total: winner + 1 });
    expect(new Set(await namesOf(details.batch_id, winner + 1))).toEqual(new Set([`${winner}.jpg`]));
  });

  test("another process does not remove the staging of a living one", async () => {
    const staging = await stores.store.openStaging();
    await staging.addFile("a.jpg", bytesOf("a"), 10);
    expect(await stores.other.removeAbandoned()).toBe(0);
    await staging.addFile("b.jpg", bytesOf("b"), 10);
    const { batch_id } = await staging.commit(detailsOf());
    await staging.discard();
    expect(await namesOf(batch_id, 2)).toEqual(["a.jpg", "b.jpg"]);
  });
}
