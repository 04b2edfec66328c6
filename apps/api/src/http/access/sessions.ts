import { createHmac, hkdfSync, randomInt, timingSafeEqual } from "node:crypto";

export const SESSION_COOKIE = "symphony_session";
const LIFETIME_MS = 8 * 3_600_000;
/** Sessions end up to this much earlier, at random: two that begin at once are two, and one can end without the other. */
const SPREAD_MS = 60_000;

const IN_COOKIES = new RegExp(`(?:^|; )${SESSION_COOKIE}=((\\d{1,16})\\.([\\w-]{43}))(?:;|$)`);

/** The content of the session cookie, which is the token of the session too. */
export const sessionTokenIn = (cookies = ""): string | undefined => IN_COOKIES.exec(cookies)?.[1];

/**
 * Sessions of the administrator, without any storage: a signed cookie contains the time of its expiry, and the key is
 * derived from the password. Every API process accepts it, restarts do not end it, and a new password does.
 */
export interface Sessions {
  /** A `Set-Cookie` that begins a session. Browsers do not send the cookie with requests of other sites. */
  begin(secure: boolean): string;
  /** A `Set-Cookie` that ends it. */
  end(): string;
  isOpen(cookies: string | undefined): boolean;
}

export function createSessions(password: string, now: () => number = Date.now): Sessions {
  const key = Buffer.from(hkdfSync("sha256", password, "", "symphony admin session", 32));
  const sign = (until: string): string => createHmac("sha256", key).update(until).digest("base64url");
  const attributes = "Path=/api; HttpOnly; SameSite=Strict";

  return {
    begin(secure) {
      const until = String(now() + LIFETIME_MS - randomInt(SPREAD_MS));
      return `${SESSION_COOKIE}=${until}.${sign(until)}; ${attributes}; Max-Age=${LIFETIME_MS / 1000}${secure ? "; Secure" : ""}`;
    },
    end: () => `${SESSION_COOKIE}=; ${attributes}; Max-Age=0`,
    isOpen(cookies) {
      const [, , until, signature] = IN_COOKIES.exec(cookies ?? "") ?? [];
      if (until === undefined || signature === undefined) return false;
      return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(until))) && Number(until) > now();
    },
  };
}
