import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import type { AuditEntry, AuditFilter } from "@symphony/contract";
import { createIds } from "../../audit/audit-log.ts";
import { daysBefore, decodeAuditLine, earlier, keyOf, matches, SCANNED_PER_PAGE_MAX } from "../../audit/read-audit.ts";
import type { AuditLog } from "../../port.ts";
import { coalesce } from "../base/coalesce.ts";
import { KEYS, padded } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readText, removeBelow } from "../base/objects.ts";

/** Entries of one request. */
const ENTRIES_AT_ONCE = 1_000;
/** A writer goes on with a new object then. */
const PART_MAX_BYTES = 256 * 1024;
const READS_IN_FLIGHT = 16;
const DAY = "2026-01-01".length;
const DAY_MS = 24 * 3_600_000;

/**
 * Each process writes objects of its own, a day at a time. An object is written again with what was added until it is
 * large, so that a quiet process leaves one for each day.
 */
export function createObjectAuditLog({ bucket }: ObjectLedger): AuditLog & {
  expire(keptDays: number, now: number): Promise<void>;
} {
  const writer = randomUUID();
  const ids = createIds(writer);
  let [day, part, text] = ["", 0, ""];

  const append = coalesce<AuditEntry>(async (entries) => {
    for (const each of new Set(entries.map(({ at }) => at.slice(0, DAY)))) {
      if (each !== day || text.length > PART_MAX_BYTES) [day, part, text] = [each, part + 1, ""];
      const lines = entries.filter(({ at }) => at.startsWith(each)).map((entry) => `${JSON.stringify(entry)}\n`);
      const next = text + lines.join("");
      // After a failure nobody knows what the object holds: the next entries begin another one.
      text = "x".repeat(PART_MAX_BYTES + 1);
      await bucket.put(`${KEYS.auditDay(each)}${writer}.${padded(part)}`, next);
      text = next;
    }
  }, ENTRIES_AT_ONCE);

  async function daysOf({ from = "", to = "9" }: Partial<AuditFilter>): Promise<string[]> {
    const days = new Set((await namesBelow(bucket, KEYS.audit)).map((name) => name.slice(0, DAY)));
    return [...days].filter((each) => each >= from.slice(0, DAY) && each <= to.slice(0, DAY)).toSorted();
  }
  async function entriesOf(each: string): Promise<AuditEntry[]> {
    const prefix = KEYS.auditDay(each);
    const texts = await pLimit(READS_IN_FLIGHT).map(await namesBelow(bucket, prefix), (name) =>
      readText(bucket, `${prefix}${name}`),
    );
    const lines = texts.flatMap((one = "") => one.split("\n"));
    return lines.flatMap((line) => decodeAuditLine(line) ?? []).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  return {
    append: (facts) => append({ ...ids.next(), ...facts }),
    async *each(filter) {
      for (const each of await daysOf(filter))
        for (const entry of await entriesOf(each)) if (matches(entry, filter)) yield entry;
    },
    async page({ cursor, limit, ...filter }) {
      const entries: AuditEntry[] = [];
      let scanned = 0;
      const days = daysBefore(cursor, await daysOf({ ...filter, to: earlier(filter.to, cursor?.slice(0, DAY)) }));
      for (const [place, each] of days.toReversed().entries()) {
        const all = await entriesOf(each);
        scanned += all.length;
        const found = all.filter((entry) => matches(entry, filter) && (cursor === undefined || keyOf(entry) < cursor));
        entries.push(...found.toReversed().slice(0, limit - entries.length));
        const last = entries.at(-1);
        if (entries.length === limit && last !== undefined) return { entries, next_cursor: keyOf(last) };
        if (scanned > SCANNED_PER_PAGE_MAX && place < days.length - 1) return { entries, next_cursor: each };
      }
      return { entries, next_cursor: null };
    },
    async expire(keptDays, now) {
      const oldest = new Date(now - keptDays * DAY_MS).toISOString().slice(0, DAY);
      for (const each of await daysOf({})) if (each < oldest) await removeBelow(bucket, KEYS.auditDay(each));
    },
  };
}
