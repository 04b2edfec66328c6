import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import type { TestObjectStore } from "@symphony/test-support/system/object-store";
import { collect, commitFiles, detailsOf, resultOf } from "../../fixtures/batches.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { moveToBucket, openStore } from "../open-store.ts";
import type { BatchStore } from "../port.ts";

const program = findObjectStore();
const withServer = program === undefined ? describe.skip : describe;
const at = "2026-11-27T08:00:00.000Z";

withServer("moving a ledger from a folder to a bucket", () => {
  let server: TestObjectStore;
  let folder: string;
  let source: BatchStore;
  beforeAll(async () => {
    server = await startObjectStore(program ?? "");
    folder = await mkdtemp(join(tmpdir(), "symphony-move-"));
    source = await openBatchStore(folder);
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const settings = () => ({
    EXPORTS_DIR: folder,
    S3_ENDPOINT: server.endpoint,
    S3_FORCE_PATH_STYLE: true,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
  });

  /** A batch with a run that ended, pictures, a review and a changed title, in its second run. */
  async function usedBatch(): Promise<BatchManifest> {
    const manifest = await commitFiles(source, ["a.jpg", "b.jpg", "c.jpg"], detailsOf({ title: "Autumn" }));
    const { batch_id: id } = manifest;
    for (const seq of [0, 1, 2])
      await source.results.putIfAbsent(resultOf(manifest, seq, seq === 2 ? "Error" : "Valid"));
    await source.payloads.remove(id, await source.item(id, 0));
    await source.evidence.putThumbnail(id, { seq: 0 }, Buffer.from("thumbnail")).catch(() => undefined);
    await source.mail.intend(id, "photos.example");
    await source.finish(manifest, "m1");
    await source.reviews.append(id, 1, { verdict: "Invalid", reason: null, note: null, by: "ann", at });
    await source.records.update(id, { title: "Winter", by: "ann", at });
    await source.startRun(manifest, { run: 1, seqs: [2], eventsBefore: 3 });
    return manifest;
  }

  test("everything is there as it was, a second call copies nothing, and the folder is left alone", async () => {
    const [used, waiting] = [await usedBatch(), await commitFiles(source, ["x.jpg"])];
    const { batch_id: id } = used;
    await source.keys.add({
      name: "script",
      digest: "a".repeat(64),
      scopes: ["read"],
      created_at: at,
      created_by: "ann",
    });
    await source.audit.append({ by: "ann", action: "submit", batch_id: null, details: {} });
    const url = `s3://${server.bucket}/${randomUUID()}`;
    const names = await readdir(folder, { recursive: true });
    expect(await moveToBucket(folder, url, settings(), () => undefined)).toEqual({ copied: 2, skipped: 0 });
    expect(await moveToBucket(folder, url, settings(), () => undefined)).toEqual({ copied: 0, skipped: 2 });
    expect((await readdir(folder, { recursive: true })).filter((name) => names.includes(name))).toEqual(names);

    const target = await openStore({ ...settings(), STORE_URL: url });
    expect(target.id).toBe(source.id);
    expect((await target.list()).toSorted()).toEqual([id, waiting.batch_id].toSorted());
    for (const manifest of [used, waiting]) {
      const batchId = manifest.batch_id;
      expect(await target.manifest(batchId)).toEqual(manifest);
      expect(await target.control(batchId)).toEqual(await source.control(batchId));
      expect(await target.runs(manifest)).toEqual(await source.runs(manifest));
      expect(await collect(target.pending(manifest))).toEqual(await collect(source.pending(manifest)));
      expect(await collect(target.eachResult(manifest))).toEqual(await collect(source.eachResult(manifest)));
      expect(await collect(target.reviews.eachNewest(batchId))).toEqual(
        await collect(source.reviews.eachNewest(batchId)),
      );
      expect(await target.records.read(batchId)).toEqual(await source.records.read(batchId));
      expect(await target.doctor.examineBatch(batchId)).toEqual([]);
    }
    const file = await target.payloads.open(id, await target.item(id, 2));
    expect(await readFile(file.path, "utf8")).toBe("bytes of c.jpg");
    await file.release();
    expect(await target.keys.active()).toEqual(await source.keys.active());
    expect(await collect(target.audit.each({} as never))).toEqual(await collect(source.audit.each({} as never)));
    // The run that was under way goes on there.
    await target.results.putIfAbsent(resultOf(used, 2, "Valid"), 1);
    expect((await target.finish(used)).counts).toMatchObject({ valid: 3 });
    expect((await text((await target.openCsv(id)).stream())).trim().split("\r\n")).toHaveLength(4);
  }, 120_000);

  test("a batch that an earlier version finished, without a word in its control, is finished in the bucket too", async () => {
    const manifest = await commitFiles(source, ["a.jpg"]);
    const { batch_id: id } = manifest;
    await source.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    const final = await source.finish(manifest);
    const names = await readdir(join(folder, id));
    for (const name of names.filter((each) => each.startsWith("control."))) await rm(join(folder, id, name));
    const url = `s3://${server.bucket}/${randomUUID()}`;
    await moveToBucket(folder, url, settings(), () => undefined);
    const target = await openStore({ ...settings(), STORE_URL: url });
    expect([await target.final(id), await source.final(id)]).toEqual([final, final]);
    await source.remove(id);
  }, 120_000);

  test("is refused while a process works on the folder", async () => {
    const lease = join(folder, ".leases", randomUUID());
    await writeFile(lease, "1");
    const move = () => moveToBucket(folder, `s3://${server.bucket}/${randomUUID()}`, settings(), () => undefined);
    await expect(move()).rejects.toMatchObject({
      code: "busy",
      message: expect.stringMatching(/Stop API and workers/),
    });
    await utimes(lease, 0, 0);
    expect((await move()).copied).toBe(2);
  }, 120_000);

  test("a bucket with another ledger is left alone", async () => {
    const url = `s3://${server.bucket}/${randomUUID()}`;
    await commitFiles(await openStore({ ...settings(), STORE_URL: url }), ["z.jpg"]);
    await expect(moveToBucket(folder, url, settings(), () => undefined)).rejects.toMatchObject({ code: "unsuitable" });
  }, 120_000);
});
