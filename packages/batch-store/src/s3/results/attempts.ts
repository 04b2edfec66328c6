import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import { z } from "zod";
import { keepNewest } from "../../keep-newest.ts";
import type { Attempts } from "../../port.ts";
import { coalesce } from "../base/coalesce.ts";
import type { ContentKeys } from "../base/keys.ts";
import { GATHER_MS } from "../base/ledger.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readText, removeIfEnded } from "../base/objects.ts";

/**
 * How long the counts of others are trusted at least, and for each of them, so that many workers do not spend their
 * time on reading one another's. They matter once one of them died: the one that takes its place reads them when it starts.
 */
const OTHERS_MAX_AGE_MS = 300_000;
const AGE_FOR_EACH_MS = 4_000;
const READS_AT_ONCE = 16;
const RUNS_KEPT = 100;
const WRITES_AT_ONCE = 1_000;

const countsSchema = z.record(z.string(), z.int());

interface Others {
  /** Beginnings by item. */
  sums: Map<number, number>;
  processes: number;
}

interface RunCounts {
  key: string;
  others: Promise<Others>;
  /** When the counts of others are read again, on the clock of `performance.now()`. */
  refreshAt: number;
  /** Begins with what this process wrote before, where it has forgotten the run meanwhile. */
  own: Promise<Map<number, number>>;
  /** Writes the own counts; calls that come meanwhile share the next request. */
  write: (one: undefined) => Promise<void>;
}

export interface ObjectAttempts extends Attempts {
  /** The item has its result: nobody counts it any more. */
  forget(keys: ContentKeys, run: number, seq: number): void;
}

/**
 * The beginnings that each process has in flight, one small object for each process and run. A process adds what it
 * read of the others; items that have their result are left out.
 */
export function createObjectAttempts({ bucket, heads }: ObjectLedger): ObjectAttempts {
  const writer = randomUUID();
  const runs = new Map<string, RunCounts>();

  const readCounts = async (key: string): Promise<Map<number, number>> =>
    new Map(decodeCounts(await readText(bucket, key)));

  async function readOthers(prefix: string): Promise<Others> {
    const names = (await namesBelow(bucket, prefix)).filter((name) => name !== writer);
    const sums = new Map<number, number>();
    await pLimit(READS_AT_ONCE).map(names, async (name) => {
      for (const [seq, count] of await readCounts(`${prefix}${name}`)) sums.set(seq, (sums.get(seq) ?? 0) + count);
    });
    return { sums, processes: names.length };
  }

  /** Images go on with what is known meanwhile. */
  async function refresh(prefix: string, counts: RunCounts): Promise<void> {
    counts.refreshAt = Infinity;
    const others = await readOthers(prefix).catch(() => counts.others);
    counts.others = Promise.resolve(others);
    counts.refreshAt = performance.now() + Math.max(OTHERS_MAX_AGE_MS, others.processes * AGE_FOR_EACH_MS);
  }

  function openCounts(prefix: string): RunCounts {
    const key = `${prefix}${writer}`;
    const own = readCounts(key);
    const putOwn = async (): Promise<void> =>
      void (await bucket.put(key, JSON.stringify(Object.fromEntries(await own))));
    const write = coalesce<undefined>(putOwn, WRITES_AT_ONCE, GATHER_MS);
    const refreshAt = performance.now() + OTHERS_MAX_AGE_MS;
    const counts = { key, own, write, others: readOthers(prefix), refreshAt };
    for (const read of [counts.others, counts.own]) read.catch(() => runs.delete(prefix));
    return counts;
  }

  function countsOf(keys: ContentKeys, run: number): RunCounts {
    const prefix = keys.attempts(run);
    const counts = runs.get(prefix) ?? openCounts(prefix);
    if (performance.now() >= counts.refreshAt) void refresh(prefix, counts);
    keepNewest(runs, prefix, counts, RUNS_KEPT);
    return counts;
  }

  async function change(keys: ContentKeys, run: number, seq: number, by: 1 | -1): Promise<number> {
    const counts = countsOf(keys, run);
    const { write } = counts;
    const [others, own] = await Promise.all([counts.others, counts.own]);
    const elsewhere = others.sums.get(seq) ?? 0;
    const total = Math.max(0, elsewhere + (own.get(seq) ?? 0) + by);
    own.set(seq, total - elsewhere);
    await write(undefined);
    return total;
  }

  return {
    begin: async (batchId, run, seq) => change(await heads.keysOf(batchId), run, seq, 1),
    async takeBack(batchId, run, seq) {
      const keys = await heads.find(batchId);
      if (keys === undefined) return;
      await change(keys, run, seq, -1);
      // Cancelled meanwhile, for instance.
      await removeIfEnded(bucket, `${keys.attempts(run)}${writer}`, keys.final(run));
    },
    forget: (keys, run, seq) =>
      void runs.get(keys.attempts(run))?.own.then(
        (own) => own.delete(seq),
        () => undefined,
      ),
  };
}

/** Damaged counts say nothing. */
function decodeCounts(text: string | undefined): Array<[number, number]> {
  try {
    const counts = countsSchema.safeParse(JSON.parse(text ?? "")).data ?? {};
    return Object.entries(counts).map(([seq, count]) => [Number(seq), count]);
  } catch {
    return [];
  }
}
