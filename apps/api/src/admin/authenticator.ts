import { createHash, timingSafeEqual } from "node:crypto";
import type { RateLimiter } from "@symphony/messaging";
import { networkOf } from "@symphony/service";

/** Wrong passwords that one address may send within a minute. */
export const GUESSES_PER_MINUTE = 20;
/** Locked addresses that are remembered; beyond that the oldest is forgotten. */
const LOCKED_MAX = 10_000;

export interface Credentials {
  username: string;
  password: string;
}

export type AuthenticationOutcome = "ok" | "invalid" | "locked";

/** Authenticates the administrator. While an address is locked, even the right password is not accepted. */
export interface AdminAuthenticator {
  check(address: string, credentials: Credentials): Promise<AuthenticationOutcome>;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** @param guesses counts wrong passwords by address */
export function createAdminAuthenticator(
  { username, password }: Credentials,
  guesses: RateLimiter,
): AdminAuthenticator {
  const [name, secret] = [digest(username), digest(password)];
  const lockedUntil = new Map<string, number>();

  return {
    async check(address, credentials) {
      const caller = networkOf(address);
      if ((lockedUntil.get(caller) ?? 0) > Date.now()) return "locked";
      // Both are always compared, in constant time, so that the duration reveals nothing.
      const matches = [
        timingSafeEqual(digest(credentials.username), name),
        timingSafeEqual(digest(credentials.password), secret),
      ];
      if (matches.every(Boolean)) return "ok";
      const waitMs = await guesses.take(caller);
      if (waitMs === 0) return "invalid";
      lockedUntil.delete(caller);
      lockedUntil.set(caller, Date.now() + waitMs);
      if (lockedUntil.size > LOCKED_MAX) lockedUntil.delete(lockedUntil.keys().next().value as string);
      return "locked";
    },
  };
}
