import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { auditEntrySchema } from "@symphony/contract";
import type { AuditEntry, AuditFilter, AuditPage, AuditQuery } from "@symphony/contract";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";

/** Entries read for one page: one that matches nothing must not read the whole log. */
export const SCANNED_PER_PAGE_MAX = 100_000;
/** After every time of a day. */
const END_OF_DAY = "T~";

/** Entries that match, oldest first, one at a time. */
export async function* eachEntry(paths: Paths, filter: AuditFilter): AsyncGenerator<AuditEntry> {
  for (const day of await daysOf(paths, filter))
    for await (const entry of entriesOfDay(paths, day)) if (matches(entry, filter)) yield entry;
}

/** A page, newest first: the days are read backwards, and of each day the last entries that match are kept. */
export async function readPage(paths: Paths, { cursor, limit, ...filter }: AuditQuery): Promise<AuditPage> {
  const entries: AuditEntry[] = [];
  let scanned = 0;
  const days = daysBefore(
    cursor,
    await daysOf(paths, { ...filter, to: earlier(filter.to, cursor?.slice(0, DAY_LENGTH)) }),
  );
  for (const [place, day] of days.toReversed().entries()) {
    const found: AuditEntry[] = [];
    for await (const entry of entriesOfDay(paths, day)) {
      scanned += 1;
      if (!matches(entry, filter) || (cursor !== undefined && keyOf(entry) >= cursor)) continue;
      found.push(entry);
      if (found.length > limit - entries.length) found.shift();
    }
    entries.push(...found.toReversed());
    const last = entries.at(-1);
    if (entries.length === limit && last !== undefined) return { entries, next_cursor: keyOf(last) };
    if (scanned > SCANNED_PER_PAGE_MAX && place < days.length - 1) return { entries, next_cursor: day };
  }
  return { entries, next_cursor: null };
}

const DAY_LENGTH = "2026-01-01".length;

/** A cursor that is a day was read to its first entry; that of an entry is in the middle of its day. */
export const daysBefore = (cursor: string | undefined, days: readonly string[]): readonly string[] =>
  cursor?.length === DAY_LENGTH ? days.filter((day) => day < cursor) : days;

export const keyOf = ({ at, id }: Pick<AuditEntry, "at" | "id">): string => `${at} ${id}`;

export const earlier = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

export function matches(entry: AuditEntry, { batch_id, by, action, from, to }: AuditFilter): boolean {
  return (
    (batch_id === undefined || entry.batch_id === batch_id) &&
    (by === undefined || entry.by === by) &&
    (action === undefined || entry.action === action) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at <= endOf(to))
  );
}

const endOf = (time: string): string => (time.includes("T") ? time : time + END_OF_DAY);

/** The days of the log that a filter may match, oldest first. */
async function daysOf(paths: Paths, { from = "", to = "9" }: AuditFilter): Promise<string[]> {
  const names = await namesIn(paths.audit);
  return names.filter((day) => day >= from.slice(0, day.length) && day <= to.slice(0, day.length)).toSorted();
}

async function namesIn(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
}

/** The entries of all processes on one day, merged by their times. */
async function* entriesOfDay(paths: Paths, day: string): AsyncGenerator<AuditEntry> {
  const readers = (await namesIn(paths.auditDay(day))).map((name) => entriesOf(paths.auditFile(day, name)));
  const heads: Array<{ entry: AuditEntry; reader: AsyncGenerator<AuditEntry> }> = [];
  const advance = async (reader: AsyncGenerator<AuditEntry>): Promise<void> => {
    const next = await reader.next();
    if (next.done !== true) heads.push({ entry: next.value, reader });
  };
  try {
    for (const reader of readers) await advance(reader);
    while (heads.length > 0) {
      const first = heads.reduce((a, b) => (keyOf(b.entry) < keyOf(a.entry) ? b : a));
      yield first.entry;
      heads.splice(heads.indexOf(first), 1);
      await advance(first.reader);
    }
  } finally {
    for (const reader of readers) await reader.return(undefined);
  }
}

/** The entries of one file. A line that a killed process tore says nothing. */
async function* entriesOf(path: string): AsyncGenerator<AuditEntry> {
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const entry = decodeAuditLine(line);
      if (entry !== undefined) yield entry;
    }
  } catch (error) {
    // Removed by its retention meanwhile.
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}

export function decodeAuditLine(line: string): AuditEntry | undefined {
  try {
    return auditEntrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
