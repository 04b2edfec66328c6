import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import type { Stores } from "../batch-store-contract.ts";

/** Records of sources: compare-and-set, and put if absent as its first step. */
export function testSources(stores: Stores): void {
  const list = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const id of stores.other.sources.list("folders")) ids.push(id);
    return ids;
  };

  test("of many that put the same version one wins, and everybody reads what it wrote", async () => {
    const { store, other } = stores;
    const id = randomUUID();
    const put = (version: number) =>
      Promise.all(
        Array.from({ length: 8 }, (_, by) => (by % 2 ? store : other).sources.update("folders", id, version, { by })),
      );
    for (let version = 0; version < 40; version += 1) {
      const won = await put(version);
      expect(won.filter(Boolean)).toHaveLength(1);
      const expected = { version: version + 1, value: { by: won.indexOf(true) } };
      expect(await other.sources.read("folders", id)).toEqual(expected);
    }
    expect(await store.sources.update("folders", id, 3, {})).toBe(false);
  });

  test("records are listed by kind, and removed", async () => {
    const { store, other } = stores;
    const id = randomUUID();
    await store.sources.update("folders", id, 0, 1);
    await store.sources.update("schedules", randomUUID(), 0, 1);
    expect(await list()).toContain(id);
    await other.sources.remove("folders", id);
    expect([await list(), await store.sources.read("folders", id)]).toEqual([
      expect.not.arrayContaining([id]),
      undefined,
    ]);
    await other.sources.remove("folders", id);
  });

  test("an id that is none reads as missing", async () => {
    expect(await stores.store.sources.read("folders", "nobody")).toBeUndefined();
    await expect(stores.store.sources.update("folders", "../../x", 0, 1)).rejects.toMatchObject({ code: "missing" });
  });
}
