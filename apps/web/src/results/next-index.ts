/** Lines a page key jumps over. */
const PAGE_LINES = 8;

/** Where a key leads from an item of a list or grid; `undefined` for keys that lead nowhere. */
export function nextIndex(key: string, index: number, count: number, columns: number): number | undefined {
  const steps: Partial<Record<string, number>> = {
    ArrowDown: columns,
    ArrowUp: -columns,
    ArrowRight: 1,
    ArrowLeft: -1,
    PageDown: PAGE_LINES * columns,
    PageUp: -PAGE_LINES * columns,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, index + step));
}
