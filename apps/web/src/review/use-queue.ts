import { useCallback, useEffect, useMemo, useState } from "react";
import type { Item, ResultsStore } from "../state/results-store.ts";

/**
 * A fixed list of images to decide about: what is decided stays in it, whatever the filter says.
 *
 * @param remake makes the list again after a reload; undefined while there is no queue or not every result is there
 */
export function useQueue(
  store: ResultsStore,
  version: number,
  isOpen: boolean,
  remake: (() => readonly number[] | Promise<readonly number[]>) | undefined,
) {
  const [seqs, setSeqs] = useState<readonly number[]>();
  // The store is mutable: its version stands for its content.
  const items = useMemo(
    () => seqs?.map((seq) => store.items()[seq]).filter((item): item is Item => item !== undefined),
    [seqs, store, version],
  );
  const isMissing = isOpen && seqs === undefined && remake !== undefined;
  useEffect(() => {
    let current = true;
    if (isMissing)
      void Promise.resolve(remake()).then(
        (made) => current && setSeqs(made),
        () => {},
      );
    return () => void (current = false);
    // Made once, when everything is there, and not again with each result.
  }, [isMissing]);
  useEffect(() => {
    if (!isOpen) setSeqs(undefined);
  }, [isOpen]);
  return { items, start: useCallback((next: readonly number[]) => setSeqs(next), []) };
}
