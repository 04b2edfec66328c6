import { expect, test } from "@jest/globals";
import type { Stores } from "../batch-store-contract.ts";
import type { KeyRecord } from "../../src/port.ts";

const at = "2026-11-27T08:00:00.000Z";
const record = (name: string, digit = "a"): KeyRecord => ({
  name,
  digest: digit.repeat(64),
  scopes: ["read"],
  created_at: at,
  created_by: "ann",
});

export function testKeys(stores: Stores): void {
  test("of several keys with one name one is put in place, and every process sees it", async () => {
    const { store, other } = stores;
    expect(await store.keys.active()).toEqual({ keys: [], any: false });
    const added = await Promise.all(["1", "2", "3", "4"].map((digit) => store.keys.add(record("script", digit))));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await other.keys.active()).toEqual(await store.keys.active());
    expect((await other.keys.active()).keys).toHaveLength(1);
  });

  test("a revoked key stays revoked, keeps its name, and counts as a key that there was", async () => {
    const { store, other } = stores;
    await store.keys.add(record("script"));
    expect((await other.keys.active()).keys).toHaveLength(1);
    expect(await store.keys.revoke("script", { at, by: "bob" })).toBe(true);
    expect(await other.keys.active()).toEqual({ keys: [], any: true });
    expect(await other.keys.revoke("script", { at: "later", by: "eve" })).toBe(true);
    expect(await other.keys.revoke("nobody", { at, by: "eve" })).toBe(false);
    expect(await other.keys.add(record("script", "b"))).toBe(false);
    await store.keys.noteUse("script", at);
    expect(await other.keys.list()).toEqual([
      {
        name: "script",
        scopes: ["read"],
        created_at: at,
        created_by: "ann",
        revoked_at: at,
        revoked_by: "bob",
        last_used_at: at,
      },
    ]);
  });
}
