import type { IncomingHttpHeaders } from "node:http";

/** Pause of a host that says "too many requests" without saying for how long. */
const TOO_MANY_PAUSE_MS = 10_000;
/** A host that says "now" is asked again after this, so that nobody asks it in a loop. */
const SHORTEST_PAUSE_MS = 1_000;

/** For how long a response asks not to be called again, by its status and its `Retry-After` (seconds or a date). */
export function retryAfterMs(status: number, headers: IncomingHttpHeaders): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const text = headers["retry-after"]?.trim() ?? "";
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - serverTime(headers);
  if (Number.isNaN(ms)) return status === 429 ? TOO_MANY_PAUSE_MS : undefined;
  return Math.max(SHORTEST_PAUSE_MS, ms);
}

/** A date is meant by the server's clock, which may be far from that of this machine. */
function serverTime({ date }: IncomingHttpHeaders): number {
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? Date.now() : time;
}
