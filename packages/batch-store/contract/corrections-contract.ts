import { beforeEach, expect, jest, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import type { Verdict } from "@symphony/contract";
import { bytesOf, collect, commitFiles, detailsOf, resultOf } from "../fixtures/batches.ts";
import type { BatchManifest } from "../src/intake/manifest.ts";
import type { Staging } from "../src/port.ts";
import type { Stores } from "./batch-store-contract.ts";

/** Files that replace those of items, in a run of their own. */
export function testCorrections(stores: Stores): void {
  let manifest: BatchManifest;
  let batchId: string;
  beforeEach(async () => {
    manifest = await commitFiles(stores.store, ["a.jpg", "b.jpg", "c.jpg"]);
    batchId = manifest.batch_id;
    await put({ 0: "Valid", 1: "Invalid", 2: "Error" });
    await stores.store.finish(manifest);
  });

  async function put(verdicts: Partial<Record<number, Verdict>>, run = 0, corrected_in?: number): Promise<void> {
    for (const [seq, verdict] of Object.entries(verdicts))
      await stores.store.results.putIfAbsent(
        resultOf(manifest, Number(seq), verdict as Verdict, {}, { corrected_in }),
        run,
      );
  }

  async function stage(files: Record<string, string>): Promise<Staging> {
    const staging = await stores.store.openStaging();
    for (const [name, text] of Object.entries(files)) await staging.addFile(name, bytesOf(text), 1_000);
    return staging;
  }

  /** The first staged file replaces that of item 1, the second one that of item 2. */
  async function correct(staging: Staging, run: number): Promise<boolean> {
    const seqs = staging.files().map((_, i) => i + 1);
    const picks = staging.files().map(({ index }, i) => ({ index, seq: i + 1 }));
    const corrections = { ...(await staging.moveTo(manifest, run, picks)), by: "ann" };
    return stores.store.startRun(manifest, { run, seqs, eventsBefore: 3, corrections });
  }

  async function bytes(seq: number, run?: number): Promise<string> {
    const item = await stores.other.item(batchId, seq, run);
    const file = await stores.other.payloads.open(batchId, item);
    return readFile(file.path, "utf8").finally(file.release);
  }
  const verdicts = async (): Promise<Verdict[]> =>
    (await collect(stores.other.eachResult(manifest))).map(({ result }) => result.Is_Valid);

  test("a run checks the corrected files, and the items of the runs before keep theirs", async () => {
    const staging = await stage({ "b new.jpg": "new b", "c.jpg": "new c" });
    expect(staging.files()).toMatchObject([
      { index: 0, name: "b new.jpg", size: 5 },
      { index: 1, name: "c.jpg", size: 5 },
    ]);
    expect(await correct(staging, 1)).toBe(true);
    await staging.discard();
    expect(await collect(stores.other.pending(manifest))).toEqual([1, 2]);
    expect([await bytes(1, 1), await bytes(2)]).toEqual(["new b", "new c"]);
    expect(await stores.other.item(batchId, 1, 1)).toMatchObject({ seq: 1, name: "b.jpg", size: 5, corrected_in: 1 });
    expect(await stores.other.item(batchId, 1, 0)).toMatchObject({ name: "b.jpg", stored: "b.jpg" });
    expect((await stores.other.item(batchId, 0, 1)).corrected_in).toBeUndefined();
    expect(await bytes(2, 0)).toBe("bytes of c.jpg");
    expect(await stores.other.runs(manifest)).toMatchObject([{ corrected: 0 }, { corrected: 2, items: 2 }]);
  });

  test("earlier results stay, also after a re-evaluation and a second correction", async () => {
    for (const run of [1, 2]) {
      const staging = await stage({ "b.jpg": `b of run ${run}` });
      expect(await correct(staging, run)).toBe(true);
      await staging.discard();
      await put({ 1: run === 1 ? "Error" : "Valid" }, run, run);
      await stores.store.finish(manifest);
    }
    expect(await verdicts()).toEqual(["Valid", "Valid", "Error"]);
    await stores.store.startRun(manifest, { run: 3, seqs: "all", eventsBefore: 5, threshold: 0.1 });
    await put({ 0: "Valid", 1: "Valid", 2: "Error" }, 3);
    await stores.store.finish(manifest);
    const earlier = await stores.other.results.earlier(batchId, 1);
    expect(earlier.map(({ corrected_in, result }) => [corrected_in, result.Is_Valid])).toEqual([
      [undefined, "Invalid"],
      [1, "Error"],
    ]);
    expect(await stores.other.results.earlier(batchId, 0)).toEqual([]);
    expect(await bytes(1, 3)).toBe("b of run 2");
  });

  test("pictures of the earlier file and of the corrected one stand side by side", async () => {
    const { evidence } = stores.store;
    const box = { x1: 0, y1: 0, x2: 1, y2: 1 };
    for (const corrected_in of [undefined, 1]) {
      const [of, picture] = [{ seq: 1, corrected_in }, Buffer.from(`picture of ${corrected_in}`)];
      await evidence.putThumbnail(batchId, of, picture).catch(() => undefined);
      await evidence.putView(batchId, of, picture, "jpeg").catch(() => undefined);
      await evidence.putMark(batchId, of, box, picture).catch(() => undefined);
      if (corrected_in === undefined) await correct(await stage({ "b.jpg": "new" }), 1);
    }
    const view = await stores.other.evidence.openView(batchId, { seq: 1, corrected_in: 1 });
    expect(String(Buffer.concat(await collect(view!.stream())))).toBe("picture of 1");
    expect(await stores.other.evidence.openView(batchId, { seq: 1, corrected_in: 2 })).toBeUndefined();
  });

  test("decisions about an earlier file are taken back, and stay in the history", async () => {
    const entry = { reason: null, note: null, by: "bob", at: "2026-01-01T00:00:02.000Z" };
    await stores.store.reviews.append(batchId, 1, { verdict: "Invalid", ...entry });
    await stores.store.reviews.append(batchId, 0, { verdict: "Invalid", ...entry });
    await correct(await stage({ "b.jpg": "new" }), 1);
    const history = await stores.other.reviews.history(batchId, 1);
    expect(history.map(({ verdict, by }) => [verdict, by])).toEqual([
      ["Invalid", "bob"],
      [null, "ann"],
    ]);
    expect((await stores.other.reviews.newest(batchId, 0))?.entry.verdict).toBe("Invalid");
  });

  test("a decision of somebody who saw the earlier file comes too late, also where nobody had decided", async () => {
    const entry = { verdict: "Valid", reason: null, note: null, by: "bob", at: "2026-01-01T00:00:02.000Z" } as const;
    await correct(await stage({ "b.jpg": "new" }), 1);
    await expect(stores.other.reviews.append(batchId, 1, entry, 0)).rejects.toMatchObject({ code: "version_conflict" });
    const { version = 0, entry: newest } = (await stores.other.reviews.newest(batchId, 1)) ?? {};
    expect([version, newest?.verdict]).toEqual([1, null]);
    expect(await stores.other.reviews.append(batchId, 1, entry, version)).toBe(2);
  });

  test("an id that is used again after a removal has the items of its new batch", async () => {
    await correct(await stage({ "b.jpg": "new" }), 1);
    await put({ 1: "Valid" }, 1, 1);
    await stores.store.finish(manifest);
    expect(await stores.other.item(batchId, 1, 1)).toMatchObject({ name: "b.jpg", corrected_in: 1 });
    await stores.store.remove(batchId);
    const again = await commitFiles(stores.store, ["x.jpg", "y.jpg"], detailsOf({ batch_id: batchId }));
    await put({ 0: "Valid", 1: "Error" });
    await stores.store.finish(again);
    await stores.store.startRun(again, { run: 1, seqs: [1], eventsBefore: 2 });
    const now = performance.now();
    const clock = jest.spyOn(performance, "now").mockImplementation(() => now + 6_000);
    const items = [await stores.other.item(batchId, 0), await stores.other.item(batchId, 1, 1)];
    clock.mockRestore();
    expect(items.map(({ name, corrected_in }) => [name, corrected_in])).toEqual([
      ["x.jpg", undefined],
      ["y.jpg", undefined],
    ]);
  });

  test("of two callers with corrections for one run one wins, and the other leaves nothing", async () => {
    const stagings = [await stage({ "b.jpg": "first" }), await stage({ "b.jpg": "second" })];
    const won = await Promise.all(stagings.map((staging) => correct(staging, 1)));
    expect(won.filter(Boolean)).toHaveLength(1);
    for (const staging of stagings) await staging.discard();
    expect(await bytes(1)).toBe(won[0] ? "first" : "second");
    await put({ 1: "Valid" }, 1, 1);
    await stores.store.payloads.remove(batchId, await stores.store.item(batchId, 1, 1));
    await stores.store.finish(manifest);
    expect(await stores.other.hasLeftovers(manifest)).toBe(false);
  });
}
