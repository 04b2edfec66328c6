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
  /** Since when the host asks for pauses without a success in between. */
  waitingSince: number | undefined;
}

export interface HealthOptions {
  /** Failures in a row that pause a host. */
  failuresMax: number;
  /** Longest time that a host is waited for because it asks for it, from one success to the next. */
  retryAfterMaxMs: number;
  pausedMessage: string;
}

/**
 * A circuit breaker by host, and the pauses that hosts ask for. Each process learns for itself: it costs a silent host
 * a few requests more, needs no Redis, and takes no longer, because processes learn at the same time.
 */
export interface HostHealth {
  /** @throws {FetchError} while the host is paused @throws {DeferredError} while it asks for time */
  assertOpen(host: string): void;
  responded(host: string): void;
  failed(host: string): void;
  /** @throws {DeferredError} unless the host has asked for time for too long */
  postpone(host: string, delayMs: number): void;
}

export function createHostHealth({ failuresMax, retryAfterMaxMs, pausedMessage }: HealthOptions): HostHealth {
  const hosts = new Map<string, Health>();
  const healthOf = (host: string): Health => {
    const health = hosts.get(host) ?? { failures: 0, pausedUntil: 0, waitingSince: undefined };
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
    responded: (host) => void hosts.delete(host),
    failed(host) {
      const health = healthOf(host);
      health.failures += 1;
      if (health.failures >= failuresMax) health.pausedUntil = performance.now() + PAUSE_MS;
    },
    postpone(host, delayMs) {
      const health = healthOf(host);
      const now = performance.now();
      health.waitingSince ??= now;
      if (now + delayMs - health.waitingSince > retryAfterMaxMs) return;
      health.failures = 0;
      health.pausedUntil = Math.max(health.pausedUntil, now + delayMs);
      throw new DeferredError(delayMs);
    },
  };
}
