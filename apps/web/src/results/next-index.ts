/** How many lines a page key moves by. */
const PAGE_LINES = 8;

/** The index that a key moves to in a list or grid; `undefined` for other keys. */
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
