/** The `Date` header has whole seconds and travels a moment: a smaller difference says nothing. */
const TOLERANCE_MS = 2_000;

let aheadMs = 0;

/** Learns from a response's `Date` header how far the server's clock is ahead of this one. */
export function recordServerTime(date: string | null, now = Date.now()): void {
  const server = date === null ? Number.NaN : Date.parse(date);
  if (Number.isFinite(server)) aheadMs = Math.abs(server - now) < TOLERANCE_MS ? 0 : server - now;
}

/** The current time by the server's clock. */
export const serverNow = (now = Date.now()): number => now + aheadMs;
