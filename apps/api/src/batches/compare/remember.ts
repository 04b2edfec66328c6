/** Keeps the newest of what was computed for a while, for callers who read it page by page. */
export function createMemory<T>(entriesMax: number, keptMs: number) {
  const kept = new Map<string, { value: Promise<T>; until: number }>();
  return (key: string, make: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && Date.now() < known.until) return known.value;
    const value = make();
    kept.delete(key);
    kept.set(key, { value, until: Date.now() + keptMs });
    value.catch(() => kept.delete(key));
    if (kept.size > entriesMax) kept.delete(kept.keys().next().value as string);
    return value;
  };
}
