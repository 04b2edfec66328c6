import { expect, test } from "@jest/globals";
import { auditQuerySchema } from "@symphony/contract";
import type { AuditEntry, AuditQuery } from "@symphony/contract";
import type { Stores } from "../batch-store-contract.ts";

const facts = (n: number, action = "submit") => ({
  by: n % 2 === 0 ? "ann" : "bob",
  action,
  batch_id: null,
  details: { n },
});
const query = (fields: Partial<AuditQuery> = {}): AuditQuery => auditQuerySchema.parse(fields);
const numbersOf = (entries: readonly AuditEntry[]): unknown[] => entries.map(({ details }) => details["n"]);

export function testAudit(stores: Stores): void {
  test("entries of all processes are read in the order of their times, page by page and each once", async () => {
    const { store, other } = stores;
    for (let n = 0; n < 30; n += 1) await (n % 3 === 0 ? other : store).audit.append(facts(n));
    const found: AuditEntry[] = [];
    let cursor: string | null | undefined;
    for (let pages = 0; cursor !== null; pages += 1) {
      expect(pages).toBeLessThan(10);
      const page = await store.audit.page(query({ limit: 7, cursor: cursor ?? undefined }));
      found.push(...page.entries);
      cursor = page.next_cursor;
    }
    expect(new Set(found.map(({ id }) => id)).size).toBe(30);
    const times = found.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(numbersOf(found).toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 30 }, (_, n) => n));
    const exported = [];
    for await (const entry of other.audit.each(query())) exported.push(entry);
    expect(exported.map(({ id }) => id)).toEqual(found.map(({ id }) => id).toReversed());
  });

  test("a search finds what matches by author, action and time", async () => {
    const { store } = stores;
    for (let n = 0; n < 6; n += 1) await store.audit.append(facts(n, n < 4 ? "submit" : "delete"));
    const search = async (fields: Partial<AuditQuery>): Promise<unknown[]> =>
      numbersOf((await store.audit.page(query(fields))).entries);
    const { entries } = await store.audit.page(query());
    const today = entries[0]?.at.slice(0, 10);
    expect(await search({ by: "ann" })).toEqual([4, 2, 0]);
    expect(await search({ by: "ann", action: "delete" })).toEqual([4]);
    expect(await search({ from: today, to: today })).toHaveLength(6);
    expect(await search({ to: "2020-01-01" })).toEqual([]);
    expect(await search({ from: "2999-01-01" })).toEqual([]);
  });

  test("many entries at once are all there when their calls have returned, and go after their retention", async () => {
    const { store, other } = stores;
    await Promise.all(Array.from({ length: 200 }, (_, n) => store.audit.append(facts(n))));
    expect((await other.audit.page(query({ limit: 500 }))).entries).toHaveLength(200);
    const rules = { finishedHours: 1, pendingHours: 1, auditDays: 30 };
    await other.expire(rules, Date.now());
    expect((await store.audit.page(query())).entries).toHaveLength(100);
    await other.expire(rules, Date.now() + 32 * 24 * 3_600_000);
    expect((await store.audit.page(query())).entries).toEqual([]);
  });
}
