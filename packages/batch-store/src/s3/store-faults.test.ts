import { randomUUID } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { countsOf } from "@symphony/contract";
import { createBucket, createS3Requests, ObjectStorageError } from "@symphony/object-storage";
import type { Requests } from "@symphony/object-storage";
import { bytesOf, collect, commitFiles, commitUrls, detailsOf, resultOf } from "../../fixtures/batches.ts";
import { describeWithBucket } from "../../fixtures/with-bucket.ts";
import type { BatchStore } from "../port.ts";
import { contentKeys, KEYS } from "./base/keys.ts";
import { openObjectStore } from "./s3-batch-store.ts";

/** Every `nth` request fails: before it is made, or after a write was made and its response was lost. */
function faulty(requests: Requests, nth: number): Requests {
  let count = 0;
  const failing = <A extends unknown[], R>(send: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      count += 1;
      const unavailable = new ObjectStorageError("unavailable", "503 SlowDown");
      if (count % (2 * nth) === nth) throw unavailable;
      const outcome = await send(...args);
      if (count % (2 * nth) === 0) throw unavailable;
      return outcome;
    };
  };
  return {
    ...requests,
    get: failing(requests.get),
    head: failing(requests.head),
    put: failing(requests.put),
    copy: failing(requests.copy),
    remove: failing(requests.remove),
    list: failing(requests.list),
  };
}

describeWithBucket("a bucket that fails", (there) => {
  const openAt = (prefix: string, through = there.requests): Promise<BatchStore> =>
    openObjectStore(createBucket(through, prefix), { probe: false });

  test("with every seventh request failing, before or after its write, nothing is lost or counted twice", async () => {
    const prefix = `${randomUUID()}/`;
    const store = await openAt(prefix, faulty(there.requests, 7));
    const manifest = await commitFiles(store, ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
    for (let seq = 0; seq < manifest.total; seq += 1) {
      const item = await store.item(manifest.batch_id, seq);
      await (await store.payloads.open(manifest.batch_id, item)).release();
      expect(await store.results.putIfAbsent(resultOf(manifest, seq, "Valid"))).toBe(true);
      expect(await store.results.putIfAbsent(resultOf(manifest, seq, "Invalid"))).toBe(false);
      await store.payloads.remove(manifest.batch_id, item);
    }
    expect(await store.updateControl(manifest.batch_id, 0, { status: "paused", run: 0 })).toBe(true);
    expect((await store.finish(manifest)).counts).toMatchObject({ valid: 4, total: 4 });
    const other = await openAt(prefix);
    expect((await collect(other.eachResult(manifest))).map(({ result }) => result.Is_Valid)).toEqual(
      Array.from({ length: 4 }, () => "Valid"),
    );
    expect(await other.doctor.examineBatch(manifest.batch_id)).toEqual([]);
  }, 120_000);

  test("a store that checks first and writes then is refused at start, with the sentence that says so", async () => {
    const careless: Requests = {
      ...there.requests,
      put: async (key, body, { ifAbsent, ...rest }) => {
        if (ifAbsent === true && (await there.requests.head(key)) !== undefined) return "precondition";
        return there.requests.put(key, body, rest);
      },
    };
    await expect(openObjectStore(createBucket(careless, `${randomUUID()}/`))).rejects.toMatchObject({
      name: "StoreError",
      code: "unsuitable",
      message: expect.stringMatching(/^This object store cannot hold batches: of 32 conditional writes .* and not one/),
    });
  });

  test.each([
    [
      "credentials that it refuses",
      { credentials: { accessKeyId: "symphony", secretAccessKey: "x" } },
      /refuses these credentials/,
    ],
    ["a bucket that is not there", { bucket: "nowhere" }, /bucket or the object is not there/],
  ])("with %s a start says so", async (_name, wrong, sentence) => {
    const refused = createS3Requests({ ...there.server, forcePathStyle: true, ...wrong });
    await expect(openAt("", refused)).rejects.toMatchObject({
      name: "StoreError",
      code: "unavailable",
      message: expect.stringMatching(sentence),
    });
    refused.close();
  });

  test("an upload whose owner lost its mark to others is not accepted, and leaves nothing visible", async () => {
    const prefix = `${randomUUID()}/`;
    const [store, bucket] = [await openAt(prefix), createBucket(there.requests, prefix)];
    const staging = await store.openStaging();
    await staging.addFile("a.jpg", bytesOf("a"), 10);
    for await (const { key } of bucket.list({ prefix: KEYS.stagings }))
      await bucket.put(key, JSON.stringify({ owner: "lease~gone~1~x", abandoned: true }));
    await expect(staging.commit(detailsOf())).rejects.toMatchObject({ code: "incomplete" });
    await staging.discard();
    expect(await store.list()).toEqual([]);
  });

  test("what another process writes of an unfinished batch after its end is taken away again", async () => {
    const prefix = `${randomUUID()}/`;
    const [late, finisher] = [await openAt(prefix), await openAt(prefix)];
    const manifest = await commitFiles(late, ["a.jpg"]);
    await late.attempts.begin(manifest.batch_id, 0, 0);
    // Its copy of the result waits for others for ten seconds.
    await late.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    await finisher.finish(manifest);
    await late.refreshPendingList(manifest, countsOf({ total: 1, valid: 1, invalid: 0, error: 0 }));
    await late.attempts.takeBack(manifest.batch_id, 0, 0);
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    const keys = await collect(createBucket(there.requests, prefix).list({ prefix: "content/" }));
    expect(keys.map(({ key }) => key).filter((key) => /touched|attempts|segments/.test(key))).toEqual([]);
  });

  test.each([
    ["in place, and the store away only for its response", 1, true],
    ["in place, and the store away until the upload is discarded", 16, true],
    ["never in place", 9, false],
  ])(
    "a commit whose head is %s leaves a whole batch or none",
    async (_name, failures, isMade) => {
      const prefix = `${randomUUID()}/`;
      let left = 0;
      /** Only for the head: leases are renewed meanwhile. */
      const away = async <T>(key: string, send: () => Promise<T>): Promise<T> => {
        if (left === 0 || !key.startsWith(`${prefix}batches/`)) return send();
        left -= 1;
        throw new ObjectStorageError("unavailable", "503 SlowDown");
      };
      const flaky: Requests = {
        ...there.requests,
        get: (key, range) => away(key, () => there.requests.get(key, range)),
        head: (key) => away(key, () => there.requests.head(key)),
        async put(key, body, options) {
          if (!key.startsWith(`${prefix}batches/`) || left > 0)
            return away(key, () => there.requests.put(key, body, options));
          if (isMade) await there.requests.put(key, body, options);
          left = failures - 1;
          throw new ObjectStorageError("unavailable", "the response was lost");
        },
      };
      const [store, other] = [await openAt(prefix, flaky), await openAt(prefix)];
      const outcome = await commitFiles(store, ["a.jpg"]).catch((error: unknown) => error);
      await other.removeAbandoned();
      const ids = await other.list();
      expect([ids.length, outcome instanceof Error]).toEqual(isMade ? [1, failures > 15] : [0, true]);
      for (const id of ids) await (await other.payloads.open(id, await other.item(id, 0))).release();
    },
    120_000,
  );

  test("of many runs the last one's CSV is kept", async () => {
    const prefix = `${randomUUID()}/`;
    const store = await openAt(prefix);
    const manifest = await commitFiles(store, ["a.jpg"]);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    await store.finish(manifest);
    for (const run of [1, 2]) {
      await store.startRun(manifest, { run, seqs: "all", eventsBefore: run, threshold: run / 10 });
      await store.results.putIfAbsent(resultOf(manifest, 0, "Invalid"), run);
      await store.finish(manifest);
    }
    const keys = await collect(createBucket(there.requests, prefix).list({ prefix: "content/" }));
    expect(keys.filter(({ key }) => key.includes("/csv/"))).toHaveLength(1);
    const { stream, size } = await store.openCsv(manifest.batch_id);
    expect((await buffer(stream())).length).toBe(size);
  });

  test("a file that is larger than one request takes is refused by its size, before it is sent", async () => {
    const staging = await (await openAt(`${randomUUID()}/`)).openStaging();
    const path = join(await mkdtemp(join(tmpdir(), "symphony-large-")), "large");
    await writeFile(path, "");
    await truncate(path, 5 * 1024 ** 3 + 1);
    const large = staging.addStored("large.jpg", { path, release: async () => undefined }, Number.MAX_SAFE_INTEGER);
    await expect(large).rejects.toMatchObject({ name: "TooLargeError" });
    await staging.discard();
    await rm(path);
  });

  test("images that a rule of the bucket deletes before the commit are not accepted", async () => {
    const prefix = `${randomUUID()}/`;
    const [store, bucket] = [await openAt(prefix), createBucket(there.requests, prefix)];
    const staging = await store.openStaging();
    await staging.addFile("a.jpg", bytesOf("a"), 10);
    for await (const { key } of bucket.list({ prefix: "content/" })) await bucket.remove([key]);
    await expect(staging.commit(detailsOf())).rejects.toMatchObject({ code: "incomplete" });
    await staging.discard();
  });

  test("results that a rule of the bucket deletes are found by the doctor", async () => {
    const prefix = `${randomUUID()}/`;
    const [store, bucket] = [await openAt(prefix), createBucket(there.requests, prefix)];
    const manifest = await commitUrls(store, ["http://x.test/a", "http://x.test/b"]);
    for (const seq of [0, 1]) await store.results.putIfAbsent(resultOf(manifest, seq, "Valid"));
    await store.finish(manifest);
    const { content } = JSON.parse((await bucket.read(KEYS.head(manifest.batch_id)))?.bytes.toString() ?? "");
    await bucket.remove([contentKeys(content).page(0, 0), contentKeys(content).result(0, 1)]);
    const damages = await store.doctor.examineBatch(manifest.batch_id);
    expect(damages).toMatchObject([
      { kind: "result", what: expect.stringMatching(/^1 items, the first of them item 1/) },
    ]);
  });

  test("a key that may only read starts nothing; one that loses its rights reads, and goes on when it has them again", async () => {
    const prefix = `${randomUUID()}/`;
    let mayWrite = false;
    const restricted = <A extends unknown[], R>(send: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        if (mayWrite) return send(...args);
        throw new ObjectStorageError("denied", "403 AccessDenied");
      };
    };
    const { put, copy, remove } = there.requests;
    const requests = { ...there.requests, put: restricted(put), copy: restricted(copy), remove: restricted(remove) };
    await expect(openObjectStore(createBucket(requests, prefix))).rejects.toThrow("403 AccessDenied");
    mayWrite = true;
    const store = await openAt(prefix, requests);
    const manifest = await commitUrls(store, ["http://x.test/a", "http://x.test/b"]);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));

    mayWrite = false;
    const unavailable = { code: "unavailable" };
    expect((await collect(store.eachResult(manifest))).map(({ seq }) => seq)).toEqual([0]);
    await expect(store.results.putIfAbsent(resultOf(manifest, 1, "Valid"))).rejects.toMatchObject(unavailable);
    await expect(commitUrls(store, ["http://x.test/c"])).rejects.toMatchObject(unavailable);
    mayWrite = true;
    expect(await collect(store.pending(manifest))).toEqual([1]);
    await store.results.putIfAbsent(resultOf(manifest, 1, "Valid"));
    expect((await store.finish(manifest)).counts).toMatchObject({ valid: 2 });
    expect(await store.list()).toEqual([manifest.batch_id]);
  });
});
