/** Pause of a host that says "too many requests" without saying for how long. */
const TOO_MANY_PAUSE_MS = 10_000;
/** A host that says "now" is asked again after this, so that nobody asks it in a loop. */
const SHORTEST_PAUSE_MS = 1_000;

/** For how long a response asks not to be called again, by its status and its `Retry-After` (seconds or a date). */
export function retryAfterMs(status: number, header: string | string[] | undefined): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const text = [header].flat()[0]?.trim() ?? "";
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  if (Number.isNaN(ms)) return status === 429 ? TOO_MANY_PAUSE_MS : undefined;
  return Math.max(SHORTEST_PAUSE_MS, ms);
}
