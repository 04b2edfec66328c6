/** Keeps the newest of what was computed for a while, for callers who read it page by page. */
export function createMemory<T>(entriesMax: number, keptMs: number) {
  const kept = new Map<string, { value: Promise<T>; until: number }>();
  return (key: string, make: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && Date.now() < known.until) return known.value;
    const entry = { value: make(), until: Infinity };
    kept.delete(key);
    kept.set(key, entry);
    // From its end on: what takes longer to compute than it is kept would be computed for each page.
    entry.value.then(
      () => (entry.until = Date.now() + keptMs),
      () => kept.get(key) === entry && kept.delete(key),
    );
    if (kept.size > entriesMax) kept.delete(kept.keys().next().value as string);
    return entry.value;
  };
}
