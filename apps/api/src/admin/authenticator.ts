import { createHash, timingSafeEqual } from "node:crypto";
import type { RateLimiter } from "@symphony/messaging";
import { networkOf } from "@symphony/service";

/** Wrong passwords an address may send within a minute. */
export const GUESSES_PER_MINUTE = 20;
/** Addresses shut out that are remembered; beyond that the oldest is forgotten. */
const SHUT_OUT_MAX = 10_000;

export interface Credentials {
  username: string;
  password: string;
}

/** Knows the administrator. An address that guessed too often is not even told when it guessed right. */
export interface AdminAuthenticator {
  check(address: string, given: Credentials): Promise<"right" | "wrong" | "shut out">;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** @param guesses counts wrong passwords by address */
export function createAdminAuthenticator(
  { username, password }: Credentials,
  guesses: RateLimiter,
): AdminAuthenticator {
  const [name, secret] = [digest(username), digest(password)];
  const shutOut = new Map<string, number>();

  return {
    async check(address, given) {
      const caller = networkOf(address);
      if ((shutOut.get(caller) ?? 0) > Date.now()) return "shut out";
      // Both are always compared, in constant time.
      const right = [timingSafeEqual(digest(given.username), name), timingSafeEqual(digest(given.password), secret)];
      if (right.every(Boolean)) return "right";
      const waitMs = await guesses.take(caller);
      if (waitMs === 0) return "wrong";
      shutOut.delete(caller);
      shutOut.set(caller, Date.now() + waitMs);
      if (shutOut.size > SHUT_OUT_MAX) shutOut.delete(shutOut.keys().next().value as string);
      return "shut out";
    },
  };
}
