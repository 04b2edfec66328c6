import { DeferredError } from "./deferred-error.ts";
import { FetchError } from "./fetch-error.ts";

/** How long nothing is requested from a host that does not respond; then one request tries it. */
const PAUSE_MS = 60_000;
/** Hosts that are remembered; the one that was looked at longest ago is forgotten first. */
const HOSTS_MAX = 10_000;

interface Health {
  /** Requests without a response, since the last response. */
  failures: number;
  /** Until when nothing is requested, on the clock of `performance.now()`. */
  pausedUntil: number;
  wait: Wait | undefined;
}

/** Pauses that a host asks for, without a success in between. */
interface Wait {
  since: number;
  /** When the last pause ends, or when the last one was refused. */
  until: number;
}

export interface HealthOptions {
  /** Failures in a row that pause a host. */
  failuresMax: number;
  /** Longest time that a host is waited for because it asks for it, from one success to the next, or from a silence. */
  retryAfterMaxMs: number;
  pausedMessage: string;
}

/**
 * A host that this process asked nothing for so long was not refusing all the time. Longer than the own queue takes, and
 * than other processes have its images.
 */
const SILENCE_MS = 3_600_000;
const SILENCE_FACTOR = 4;

/**
 * A circuit breaker by host, and the pauses that hosts ask for. Each process learns for itself: it costs a silent host
 * a few requests more, needs no Redis, and takes no longer, because processes learn at the same time.
 */
export interface HostHealth {
  /** @throws {FetchError} while the host is paused @throws {DeferredError} while it asks for time */
  assertOpen(host: string): void;
  /** The host is not silent. What it said may be a refusal, so the time that it was waited for goes on. */
  responded(host: string): void;
  /** The host gave what it was asked for: the next pauses that it asks for are waited for from the start. */
  delivered(host: string): void;
  failed(host: string): void;
  /** @throws {DeferredError} unless the host has asked for time for too long */
  postpone(host: string, delayMs: number): void;
}

export function createHostHealth({ failuresMax, retryAfterMaxMs, pausedMessage }: HealthOptions): HostHealth {
  const hosts = new Map<string, Health>();
  const silenceMs = Math.max(SILENCE_MS, SILENCE_FACTOR * retryAfterMaxMs);
  const healthOf = (host: string): Health => {
    const health = hosts.get(host) ?? { failures: 0, pausedUntil: 0, wait: undefined };
    hosts.delete(host);
    hosts.set(host, health);
    const [oldest] = hosts.keys();
    if (hosts.size > HOSTS_MAX && oldest !== undefined) hosts.delete(oldest);
    return health;
  };
  return {
    assertOpen(host) {
      const health = hosts.get(host);
      if (health === undefined) return;
      const now = performance.now();
      const isFailing = health.failures >= failuresMax;
      if (now >= health.pausedUntil) {
        // The one that asks now tries the host; the others go on without it.
        if (isFailing) health.pausedUntil = now + PAUSE_MS;
        return;
      }
      if (isFailing) throw new FetchError("url_unreachable", pausedMessage);
      throw new DeferredError(health.pausedUntil - now);
    },
    responded(host) {
      const wait = hosts.get(host)?.wait;
      if (wait === undefined) hosts.delete(host);
      else hosts.set(host, { failures: 0, pausedUntil: 0, wait });
    },
    delivered: (host) => void hosts.delete(host),
    failed(host) {
      const health = healthOf(host);
      health.failures += 1;
      if (health.failures >= failuresMax) health.pausedUntil = performance.now() + PAUSE_MS;
    },
    postpone(host, delayMs) {
      const health = healthOf(host);
      const now = performance.now();
      // Of a host that nobody asked for so long, the pauses before belong to earlier batches.
      const before = health.wait !== undefined && now - health.wait.until <= silenceMs ? health.wait : undefined;
      const { since, until } = before ?? { since: now, until: now };
      // In this order: a sum of fractions may be a hair more than the limit that it is.
      const isTooLong = delayMs > retryAfterMaxMs - (now - since);
      health.wait = { since, until: Math.max(until, isTooLong ? now : now + delayMs) };
      if (isTooLong) return;
      health.failures = 0;
      health.pausedUntil = Math.max(health.pausedUntil, now + delayMs);
      throw new DeferredError(delayMs);
    },
  };
}
