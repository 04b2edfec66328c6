import type { Verdict } from "@symphony/contract";
import type { Entry } from "../api/calls.ts";

/** One image as the page knows it. `name` is unknown until its result comes, unless this page sent it. */
export interface Row {
  seq: number;
  name: string | undefined;
  verdict: Verdict | undefined;
  /** Failed before and is judged again. */
  retrying: boolean;
  entry: Entry | undefined;
}

/**
 * All images of a batch in upload order. Rows are replaced, never changed, so that what shows them can tell
 * by identity; places that are only guessed from the order of sending move when the server says otherwise.
 */
export interface RowBook {
  rows(): readonly Row[];
  /** How many rows have the result of the batch's present run. */
  known(): number;
  /** The first row without one. */
  firstMissing(): number;
  /** Names in the order of sending; what is known of them already stays. */
  expect(names: readonly string[]): void;
  /** The first row whose name is not known; undefined when all are. */
  firstNameless(): number | undefined;
  /** Names by place, for rows that have none. */
  applyNames(items: ReadonlyArray<{ seq: number; name: string }>): void;
  /** Makes rows up to the batch's total. */
  grow(total: number): void;
  applyItems(items: ReadonlyArray<{ name: string; status: Verdict }>): void;
  /** @param final whether the batch is finished: then a failed image that runs again has failed again */
  applyEntries(entries: readonly Entry[], final: boolean): void;
  /** The failed ones run again. */
  retryFailed(): void;
  /** Keeps what is shown and reads every result again. */
  mistrust(): void;
  version(): number;
  subscribe(listener: () => void): () => void;
}

export function createRowBook(): RowBook {
  let rows: Row[] = [];
  let fresh: boolean[] = [];
  let known = 0;
  let missing = 0;
  let version = 0;
  /** Rows by guessed name that have no verdict yet. */
  const waiting = new Map<string, number[]>();
  const listeners = new Set<() => void>();

  const changed = (): void => {
    version += 1;
    for (const listener of listeners) listener();
  };

  const put = (seq: number, change: Partial<Row>): void => {
    const row = rows[seq];
    if (row !== undefined) rows[seq] = { ...row, ...change };
  };

  const setFresh = (seq: number, value: boolean): void => {
    if (fresh[seq] === value) return;
    fresh[seq] = value;
    known += value ? 1 : -1;
    if (!value) missing = Math.min(missing, seq);
  };

  const grow = (total: number): void => {
    for (let seq = rows.length; seq < total; seq += 1) {
      rows.push({ seq, name: undefined, verdict: undefined, retrying: false, entry: undefined });
      fresh.push(false);
    }
  };

  const awaits = (name: string, seq: number): void => {
    const seqs = waiting.get(name);
    if (seqs === undefined) waiting.set(name, [seq]);
    else seqs.push(seq);
  };

  const unawait = (name: string | undefined, seq: number): void => {
    if (name === undefined) return;
    const left = waiting.get(name)?.filter((each) => each !== seq) ?? [];
    if (left.length > 0) waiting.set(name, left);
    else waiting.delete(name);
  };

  /** The row that was thought to have this name takes over the guess that proved wrong here. */
  const settleName = (seq: number, name: string): void => {
    const guess = rows[seq]?.name;
    if (guess === name) return unawait(name, seq);
    const other = waiting.get(name)?.[0];
    unawait(guess, seq);
    if (other === undefined || guess === undefined) return;
    unawait(name, other);
    awaits(guess, other);
    put(other, { name: guess });
  };

  const applyEntry = (entry: Entry, final: boolean): void => {
    grow(entry.seq + 1);
    const row = rows[entry.seq];
    if (row?.retrying === true && !final && sameOutcome(row.entry, entry)) return;
    settleName(entry.seq, entry.Image_Path_or_URL);
    put(entry.seq, { name: entry.Image_Path_or_URL, verdict: entry.Is_Valid, retrying: false, entry });
    setFresh(entry.seq, true);
  };

  return {
    rows: () => rows,
    known: () => known,
    firstMissing() {
      while (fresh[missing] === true) missing += 1;
      return missing;
    },
    expect(names) {
      const before = rows;
      const verdicts = new Map(before.map(({ name, verdict }) => [name, verdict]));
      rows = names.map((name, seq) => ({ seq, name, verdict: verdicts.get(name), retrying: false, entry: undefined }));
      fresh = names.map(() => false);
      known = 0;
      missing = 0;
      waiting.clear();
      for (const [seq, name] of names.entries()) if (verdicts.get(name) === undefined) awaits(name, seq);
      for (const { entry } of before) if (entry !== undefined) applyEntry(entry, false);
      changed();
    },
    firstNameless() {
      const seq = rows.findIndex(({ name }) => name === undefined);
      return seq < 0 ? undefined : seq;
    },
    applyNames(items) {
      for (const { seq, name } of items) {
        if (rows[seq] === undefined || rows[seq].name !== undefined) continue;
        put(seq, { name });
        awaits(name, seq);
      }
      changed();
    },
    grow(total) {
      if (total === rows.length) return;
      if (total < rows.length) {
        rows = rows.slice(0, total);
        fresh = fresh.slice(0, total);
        known = fresh.filter(Boolean).length;
      }
      grow(total);
      changed();
    },
    applyItems(items) {
      for (const { name, status } of items) {
        const seq = waiting.get(name)?.[0];
        if (seq === undefined) continue;
        unawait(name, seq);
        put(seq, { verdict: status, retrying: false });
      }
      changed();
    },
    applyEntries(entries, final) {
      for (const entry of entries) applyEntry(entry, final);
      if (entries.length > 0) changed();
    },
    retryFailed() {
      for (const row of rows) {
        if (row.verdict !== "Error") continue;
        put(row.seq, { verdict: undefined, retrying: true });
        setFresh(row.seq, false);
        if (row.name !== undefined) awaits(row.name, row.seq);
      }
      changed();
    },
    mistrust() {
      fresh.fill(false);
      known = 0;
      missing = 0;
    },
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function sameOutcome(one: Entry | undefined, other: Entry): boolean {
  return (
    one?.Is_Valid === other.Is_Valid &&
    one.Attempts === other.Attempts &&
    one.Processing_Ms === other.Processing_Ms &&
    one.Error === other.Error
  );
}
