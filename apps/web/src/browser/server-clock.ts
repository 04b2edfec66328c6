let aheadMs = 0;

/** Learns from an answer's `Date` header how far the server's clock is from this one. */
export function noteServerTime(date: string | null, now = Date.now()): void {
  const server = date === null ? Number.NaN : Date.parse(date);
  // The header has whole seconds: less than that says nothing.
  if (Number.isFinite(server)) aheadMs = Math.abs(server - now) < 2_000 ? 0 : server - now;
}

/** The time now, by the server's clock. */
export const serverNow = (now = Date.now()): number => now + aheadMs;
