import { effectiveOf } from "@symphony/contract";
import type { ListedResult, ReviewEvent, Verdict } from "@symphony/contract";

/** One image of a batch as the page knows it. */
export interface Item {
  seq: number;
  /** Unknown until the server lists the item, unless this page sent it. */
  name: string | undefined;
  verdict: Verdict | undefined;
  /** It failed before and is checked again. */
  retrying: boolean;
  result: ListedResult | undefined;
}

export type ReviewChange = Pick<ReviewEvent, "seq" | "review" | "effective" | "version">;

/**
 * All items of a batch in upload order. An item is replaced by a new object when it changes, never modified, so
 * that components can compare by identity.
 */
export interface ResultsStore {
  items(): readonly Item[];
  /** How many items have their result of the batch's current run. */
  currentCount(): number;
  /** The seq of the first item without such a result, from this one on. */
  firstMissing(from?: number): number;
  /** Resizes the store and sets the names that this page expects; names from the server are kept. */
  setNames(names: ReadonlyArray<string | undefined>): void;
  /** The seq of the first item without a name; `undefined` when all have one. */
  firstWithoutName(): number | undefined;
  /** The server's names, for items without one. */
  applyNames(items: ReadonlyArray<{ seq: number; name: string }>): void;
  resize(total: number): void;
  applyProgress(items: ReadonlyArray<{ seq: number; name: string; status: Verdict }>): void;
  /** Verdicts of images that are checked while others are sent. Their batch numbers them later. */
  applyAhead(verdicts: ReadonlyMap<string, Verdict>): void;
  /** The batch is there, with numbers and results of its own. */
  forgetAhead(): void;
  /** @param final whether the batch is finished: then an unchanged result of a retried item is its new one */
  applyResults(results: readonly ListedResult[], final: boolean): void;
  /** An older version than the known one changes nothing: events and responses may overtake each other. */
  applyReview(change: ReviewChange): void;
  /** A new run checks the failed items again. */
  markFailedRetrying(): void;
  /** Has every result read again; what is shown stays until then. */
  invalidate(): void;
  /** Grows with every change. */
  version(): number;
  subscribe(listener: () => void): () => void;
}

export function createResultsStore(): ResultsStore {
  let items: Item[] = [];
  /** Whether the item of this seq has its result of the current run. */
  let current: boolean[] = [];
  let currentCount = 0;
  let firstMissing = 0;
  let version = 0;
  /** What was decided about images whose result is still being read: the response may be older. */
  const early = new Map<number, ReviewChange>();
  const listeners = new Set<() => void>();

  const changed = (): void => {
    version += 1;
    for (const listener of listeners) listener();
  };

  const update = (seq: number, change: Partial<Item>): void => {
    const item = items[seq];
    if (item !== undefined) items[seq] = { ...item, ...change };
  };

  const setCurrent = (seq: number, value: boolean): void => {
    if (current[seq] === value) return;
    current[seq] = value;
    currentCount += value ? 1 : -1;
    if (!value) firstMissing = Math.min(firstMissing, seq);
  };

  const growTo = (total: number): void => {
    for (let seq = items.length; seq < total; seq += 1) {
      items.push({ seq, name: undefined, verdict: undefined, retrying: false, result: undefined });
      current.push(false);
    }
  };

  const resizeTo = (total: number): void => {
    if (total < items.length) {
      items = items.slice(0, total);
      current = current.slice(0, total);
      currentCount = current.filter(Boolean).length;
    }
    growTo(total);
  };

  const applyReview = (change: ReviewChange): void => {
    const { seq, review, effective, version: reviewVersion } = change;
    const result = items[seq]?.result;
    if (reviewVersion <= (result?.Review_Version ?? early.get(seq)?.version ?? 0)) return;
    if (result === undefined) return void early.set(seq, change);
    update(seq, { result: { ...result, Review: review, Effective: effective, Review_Version: reviewVersion } });
    changed();
  };

  const applyResult = (result: ListedResult, final: boolean): void => {
    const { seq } = result;
    growTo(seq + 1);
    const item = items[seq];
    // Until the retry has its own result, the results page still lists the failed one.
    if (item?.retrying === true && !final && isSameResult(item.result, result)) return;
    const newest = withNewerReview(result, item?.result);
    update(seq, { name: result.Image_Path_or_URL, verdict: result.Is_Valid, retrying: false, result: newest });
    setCurrent(seq, true);
    const change = early.get(seq);
    if (change !== undefined && early.delete(seq)) applyReview(change);
  };

  return {
    items: () => items,
    currentCount: () => currentCount,
    firstMissing(from = 0) {
      while (current[firstMissing] === true) firstMissing += 1;
      let seq = Math.max(from, firstMissing);
      while (current[seq] === true) seq += 1;
      return seq;
    },
    setNames(names) {
      resizeTo(names.length);
      for (const [seq, name] of names.entries()) {
        const item = items[seq];
        if (item !== undefined && !isNamedByServer(item) && item.name !== name) update(seq, { name });
      }
      changed();
    },
    firstWithoutName() {
      const seq = items.findIndex(({ name }) => name === undefined);
      return seq < 0 ? undefined : seq;
    },
    applyNames(listed) {
      for (const { seq, name } of listed) if (items[seq]?.name === undefined) update(seq, { name });
      changed();
    },
    resize(total) {
      if (total === items.length) return;
      resizeTo(total);
      changed();
    },
    applyProgress(finished) {
      for (const { seq, name, status } of finished) {
        growTo(seq + 1);
        update(seq, { name, verdict: status, retrying: false });
      }
      changed();
    },
    applyAhead(verdicts) {
      for (const { seq, name, verdict } of items)
        if (verdict === undefined && name !== undefined) update(seq, { verdict: verdicts.get(name) });
      changed();
    },
    forgetAhead() {
      for (const { seq, result } of items) if (result === undefined) update(seq, { verdict: undefined });
      changed();
    },
    applyResults(results, final) {
      for (const result of results) applyResult(result, final);
      if (results.length > 0) changed();
    },
    applyReview,
    markFailedRetrying() {
      for (const { seq, verdict } of items) {
        if (verdict !== "Error") continue;
        update(seq, { verdict: undefined, retrying: true });
        setCurrent(seq, false);
      }
      changed();
    },
    invalidate() {
      current.fill(false);
      currentCount = 0;
      firstMissing = 0;
    },
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Progress events and results carry the server's name of an item. */
const isNamedByServer = ({ verdict, result }: Item): boolean => verdict !== undefined || result !== undefined;

/** A page of results may have been read before the review that an event brought. */
function withNewerReview(read: ListedResult, known: ListedResult | undefined): ListedResult {
  if (known === undefined || (known.Review_Version ?? 0) <= (read.Review_Version ?? 0)) return read;
  const { Review, Review_Version } = known;
  return { ...read, Review, Review_Version, Effective: effectiveOf(read, Review) };
}

function isSameResult(one: ListedResult | undefined, other: ListedResult): boolean {
  return (
    one?.Is_Valid === other.Is_Valid &&
    one.Attempts === other.Attempts &&
    one.Processing_Ms === other.Processing_Ms &&
    one.Error === other.Error
  );
}
