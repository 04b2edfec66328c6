const TIMEOUT_MS = 60_000;
/** Pauses grow with the time waited: what comes soon is seen at once, and a long wait costs its system little. */
const PAUSE_MS = { min: 20, max: 250, partOfWait: 0.1 };

/** Waits until a condition holds. A condition that throws does not hold yet. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  what: string,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const start = Date.now();
  for (;;) {
    const holds = await Promise.resolve()
      .then(condition)
      .catch(() => false);
    if (holds) return;
    const waited = Date.now() - start;
    if (waited > timeoutMs) throw new Error(`timed out waiting until ${what}`);
    const pause = Math.min(PAUSE_MS.max, Math.max(PAUSE_MS.min, waited * PAUSE_MS.partOfWait));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
