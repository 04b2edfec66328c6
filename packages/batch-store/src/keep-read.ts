import { keepNewest } from "./keep-newest.ts";

/**
 * Keeps what was read last, so that it is read once for all who ask within `maxAgeMs`. What failed or was not there is
 * read again by the next one.
 */
export function keepRead<V>(max: number, maxAgeMs: number): (key: string, read: () => Promise<V>) => Promise<V> {
  const kept = new Map<string, { value: Promise<V>; readAt: number }>();
  return (key, read) => {
    const known = kept.get(key);
    if (known !== undefined && performance.now() - known.readAt < maxAgeMs) {
      keepNewest(kept, key, known, max);
      return known.value;
    }
    const entry = { value: read(), readAt: performance.now() };
    keepNewest(kept, key, entry, max);
    const forget = (): void => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    entry.value.then((value) => value === undefined && forget(), forget);
    return entry.value;
  };
}
