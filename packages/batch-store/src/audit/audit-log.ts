import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import type { AuditEntry } from "@symphony/contract";
import { makeDirDurably, sync, syncDir } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { AuditLog } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { eachEntry, readPage } from "./read-audit.ts";

/** Entries that wait for a slow disk; more are refused. */
const WAITING_MAX = 10_000;
const DAY = "2026-01-01".length;

interface Waiting {
  entry: AuditEntry;
  done(): void;
  failed(error: unknown): void;
}

/**
 * `.audit/<day>/<writer>.<part>.jsonl`: each process appends to files of its own, so that no two hosts write to one
 * file. What waits is written and synced together.
 */
export function createAuditLog(paths: Paths): AuditLog {
  const writer = randomUUID();
  const ids = createIds(writer);
  let waiting: Waiting[] = [];
  let writing = false;
  /** A new part begins after a failure: the line before it may be torn. */
  let part = 0;

  async function write(entries: readonly AuditEntry[]): Promise<void> {
    const day = (entries[0] as AuditEntry).at.slice(0, DAY);
    await makeDirDurably(paths.auditDay(day));
    const file = await open(paths.auditFile(day, `${writer}.${part}.jsonl`), "a");
    try {
      // Unlike `write` it goes on until everything is written.
      await file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
      await sync(file);
    } finally {
      await file.close();
    }
    await syncDir(paths.auditDay(day));
  }

  async function writeAll(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const day = waiting[0]?.entry.at.slice(0, DAY);
      const batch = waiting.filter(({ entry }) => entry.at.slice(0, DAY) === day);
      waiting = waiting.slice(batch.length);
      try {
        await write(batch.map(({ entry }) => entry));
        for (const { done } of batch) done();
      } catch (error) {
        part += 1;
        for (const { failed } of batch) failed(error);
      }
    }
    writing = false;
  }

  return {
    append: (facts) =>
      new Promise((done, failed) => {
        if (waiting.length >= WAITING_MAX)
          return failed(new StoreError("unavailable", "The disk is too slow for the audit log."));
        waiting.push({ entry: { ...ids.next(), ...facts }, done, failed });
        void writeAll();
      }),
    each: (filter) => eachEntry(paths, filter),
    page: (query) => readPage(paths, query),
  };
}

/** Ids and times that grow with each entry of this process, whatever the clock does. */
export function createIds(writer: string): { next(): Pick<AuditEntry, "id" | "at"> } {
  let [count, last] = [0, 0];
  return {
    next() {
      count += 1;
      last = Math.max(last, Date.now());
      return { id: `${writer}-${String(count).padStart(9, "0")}`, at: new Date(last).toISOString() };
    },
  };
}
