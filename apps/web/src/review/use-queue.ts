import { useCallback, useMemo, useState } from "react";
import type { Item, ResultsStore } from "../state/results-store.ts";

/** A fixed list of images to decide about: what is decided stays in it, whatever the filter says. */
export function useQueue(store: ResultsStore, version: number) {
  const [seqs, setSeqs] = useState<readonly number[]>();
  // The store is mutable: its version stands for its content.
  const items = useMemo(
    () => seqs?.map((seq) => store.items()[seq]).filter((item): item is Item => item !== undefined),
    [seqs, store, version],
  );
  const end = useCallback(() => setSeqs(undefined), []);
  return { items, start: setSeqs, end };
}
