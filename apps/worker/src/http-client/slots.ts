import { DeferredError } from "./deferred-error.ts";

/** How long work waits for a slot before its job goes back into the queue: fast servers free slots sooner than this. */
const SLOT_WAIT_MS = 2_000;

/** What a piece of work counts for, and how many such pieces may run at once. */
export type SlotUse = readonly [key: string, max: number];

export interface Lease {
  /** Frees the first uses early; the others last until the end. */
  endFirst(): void;
  end(): void;
}

/** Limits work by several keys at once: a piece runs when all of its keys have room. */
export interface Slots {
  /** @throws {DeferredError} when there is no room within a moment, or no room to wait */
  take(first: readonly SlotUse[], others?: readonly SlotUse[]): Promise<Lease>;
}

interface Waiting {
  uses: readonly SlotUse[];
  start(): void;
}

/** @param waitingMax how many pieces of work may wait at once; more are deferred without a wait */
export function createSlots(waitingMax = Infinity): Slots {
  const used = new Map<string, number>();
  const waiting = new Set<Waiting>();
  const hasRoom = (uses: readonly SlotUse[]): boolean => uses.every(([key, max]) => (used.get(key) ?? 0) < max);

  const occupy = (uses: readonly SlotUse[]): (() => void) => {
    for (const [key] of uses) used.set(key, (used.get(key) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const [key] of uses) {
        const left = (used.get(key) ?? 1) - 1;
        if (left === 0) used.delete(key);
        else used.set(key, left);
      }
      // One key may be full while another has room, so all that wait are looked at, the oldest first.
      for (const each of waiting) if (hasRoom(each.uses)) each.start();
    };
  };
  const occupyBoth = (first: readonly SlotUse[], others: readonly SlotUse[]): Lease => {
    const [endFirst, endOthers] = [occupy(first), occupy(others)];
    return { endFirst, end: () => (endFirst(), endOthers()) };
  };

  return {
    take(first, others = []) {
      const uses = [...first, ...others];
      if (hasRoom(uses)) return Promise.resolve(occupyBoth(first, others));
      if (waiting.size >= waitingMax) return Promise.reject(new DeferredError());
      return new Promise((resolve, reject) => {
        const each: Waiting = {
          uses,
          start() {
            clearTimeout(timer);
            waiting.delete(each);
            resolve(occupyBoth(first, others));
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(each);
          reject(new DeferredError());
        }, SLOT_WAIT_MS);
        waiting.add(each);
      });
    },
  };
}
