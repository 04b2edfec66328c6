const FIRST_MS = 500;
const MAX_MS = 15_000;

/**
 * Delay before retry number `attempt` (from 0): exponential backoff with jitter, so that a thousand pages do
 * not reconnect in the same instant after a restart.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random());
}
