import { expect, test } from "@jest/globals";
import type { BrandVersion } from "@symphony/contract";
import type { Stores } from "../batch-store-contract.ts";

const record = (version: number, more: Partial<BrandVersion> = {}): BrandVersion => ({
  name: "Café & Söhne",
  version,
  created_at: "2026-11-27T08:00:00.000Z",
  created_by: "ann",
  words: ["café"],
  artwork: [{ file: "artwork-1.png", width: 8, height: 4 }],
  stages: ["artwork"],
  ...more,
});
const filesOf = (text: string): Map<string, Uint8Array> => new Map([["cascade.json", Buffer.from(text)]]);

export function testBrands(stores: Stores): void {
  test("of several versions with one number one is put in place whole, and every process sees it", async () => {
    const { store, other } = stores;
    expect(await store.brands.list()).toEqual([]);
    expect(await store.brands.newest("Café & Söhne")).toBeUndefined();
    const callers = ["a", "b", "c", "d"];
    const added = await Promise.all(
      callers.map((by) => store.brands.add(record(1, { created_by: by }), filesOf(`by ${by}`))),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    const winner = callers[added.indexOf(true)]!;
    expect(await other.brands.newest("Café & Söhne")).toEqual(record(1, { created_by: winner }));
    const file = await other.brands.read("Café & Söhne", 1, "cascade.json");
    expect(Buffer.from(file!).toString()).toBe(`by ${winner}`);
  });

  test("a version has its large files, too, and every process reads them", async () => {
    const { store, other } = stores;
    const model = Buffer.alloc(3_000_000, "model");
    for (const version of [1, 2])
      await store.brands.add(record(version), new Map([...filesOf("small"), ["model.onnx", model]]));
    for (const version of [1, 2]) {
      expect(model.equals((await other.brands.read("Café & Söhne", version, "model.onnx"))!)).toBe(true);
      expect(Buffer.from((await other.brands.read("Café & Söhne", version, "cascade.json"))!).toString()).toBe("small");
    }
    expect(await other.brands.read("Café & Söhne", 1, "other.onnx")).toBeUndefined();
  });

  test("a version gets one estimate, and is no other version by it", async () => {
    const { store, other } = stores;
    await store.brands.add(record(1), filesOf("1"));
    expect(await store.brands.estimate("Café & Söhne", 1)).toBeUndefined();
    const sizes = [{ long_px: 40, pictures: 2, found: 1, others: 2, false_alarms: 0 }];
    const estimate = { version: 1, made_at: "2026-11-27T08:01:00.000Z", sizes };
    const put = await Promise.all([store, other].map((each) => each.brands.putEstimate("Café & Söhne", estimate)));
    expect(put.filter(Boolean)).toHaveLength(1);
    expect(await other.brands.estimate("Café & Söhne", 1)).toEqual(estimate);
    expect((await other.brands.newest("Café & Söhne"))?.version).toBe(1);
    expect(await store.brands.list()).toHaveLength(1);
  });

  test("a candidate does not count, nor does the version that ends it; both keep their numbers", async () => {
    const { store, other } = stores;
    await store.brands.add(record(1, { candidate: true }), filesOf("1"));
    expect(await other.brands.newest("Café & Söhne")).toBeUndefined();
    expect(await other.brands.list()).toEqual([]);
    await store.brands.add(record(2), filesOf("2"));
    await store.brands.add(record(3, { candidate: true }), filesOf("3"));
    expect((await other.brands.newest("Café & Söhne"))?.version).toBe(2);
    expect((await other.brands.last("Café & Söhne"))?.version).toBe(3);
    await store.brands.add(record(4, { discards: 3 }), new Map());
    expect((await other.brands.newest("Café & Söhne"))?.version).toBe(2);
    expect(await other.brands.list()).toMatchObject([{ version: 2 }]);
    expect((await other.brands.last("Café & Söhne"))?.version).toBe(4);
    expect(await other.brands.last("nobody")).toBeUndefined();
  });

  test("the newest version counts, and earlier ones stay, also when the brand is removed", async () => {
    const { store, other } = stores;
    for (const version of [1, 2, 10]) expect(await store.brands.add(record(version), filesOf(`${version}`))).toBe(true);
    expect((await other.brands.newest("Café & Söhne"))?.version).toBe(10);
    expect(await other.brands.add(record(11, { removed: true, stages: [] }), new Map())).toBe(true);
    expect(await store.brands.list()).toMatchObject([{ version: 11, removed: true }]);
    expect(await store.brands.version("Café & Söhne", 2)).toEqual(record(2));
    expect(Buffer.from((await store.brands.read("Café & Söhne", 2, "cascade.json"))!).toString()).toBe("2");
    expect(await store.brands.version("Café & Söhne", 3)).toBeUndefined();
    expect(await store.brands.read("Café & Söhne", 2, "artwork-1.png")).toBeUndefined();
    expect(await store.brands.read("nobody", 1, "cascade.json")).toBeUndefined();
  });
}
