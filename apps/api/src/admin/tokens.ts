import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { Problem } from "@symphony/contract";
import { createExpiringMarks } from "@symphony/messaging";
import type { Redis } from "@symphony/messaging";
import { SESSION_COOKIE } from "../http/access/sessions.ts";
import type { Sessions } from "../http/access/sessions.ts";

/** A session lives no longer than this, so neither does the note that it has ended. */
const ENDED_KEPT_MS = 8 * 3_600_000;
const DOWNLOAD_MS = 300_000;
const NONCE_BYTES = 12;

/**
 * Sessions and downloads of the administrator by tokens, for clients of the original service. A token is the content
 * of the page's session cookie. Redis remembers, for all API processes, which sessions have ended and which downloads
 * were made; what it remembers expires with them.
 */
export interface Tokens {
  begin(): Promise<{ token: string; csrf_token: string }>;
  isOpen(token: unknown, csrf: unknown): Promise<boolean>;
  /** Ends the session of a token, which is that of the cookie with the same content. */
  end(token: string): Promise<void>;
  /** Whether the session was ended, on any process. @throws {Problem} `not_ready` when nobody can tell */
  isEnded(token: string): Promise<boolean>;
  /** A token for one download of one file. */
  forDownload(path: string): string;
  /** Uses a token up. @returns whether it was good for this file, and unused */
  takeDownload(path: string, token: string): Promise<boolean>;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");
const equal = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));

export function createTokens(redis: Redis, sessions: Sessions, password: string): Tokens {
  const key = Buffer.from(hkdfSync("sha256", password, "", "symphony admin tokens", 32));
  const sign = (text: string): string => createHmac("sha256", key).update(text).digest("base64url");
  const csrfOf = (token: string): string => sign(`csrf ${token}`);
  const [ended, used] = [createExpiringMarks(redis, "session-ended"), createExpiringMarks(redis, "download-made")];
  const withRedis = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw new Problem("not_ready", "Redis is not reachable; try again later.", { cause });
    });

  return {
    async begin() {
      const cookie = await sessions.begin(false);
      const token = new RegExp(`^${SESSION_COOKIE}=([^;]+)`).exec(cookie)?.[1] ?? "";
      return { token, csrf_token: csrfOf(token) };
    },
    async isOpen(token, csrf) {
      if (typeof token !== "string" || !/^[\w.-]{1,200}$/.test(token)) return false;
      if (!(await sessions.isOpen(`${SESSION_COOKIE}=${token}`))) return false;
      if (csrf !== undefined && (typeof csrf !== "string" || !equal(csrf, csrfOf(token)))) return false;
      return !(await withRedis(ended.has(digest(token))));
    },
    isEnded: (token) => withRedis(ended.has(digest(token))),
    async end(token) {
      await withRedis(ended.set(digest(token), ENDED_KEPT_MS));
    },
    forDownload(path) {
      const head = `${Date.now() + DOWNLOAD_MS}.${randomBytes(NONCE_BYTES).toString("base64url")}`;
      return `${head}.${sign(`download ${head} ${path}`)}`;
    },
    async takeDownload(path, token) {
      const [, head = "", until = "", signature = ""] = /^((\d{1,16})\.[\w-]{16})\.([\w-]{43})$/.exec(token) ?? [];
      if (!equal(signature, sign(`download ${head} ${path}`)) || Number(until) <= Date.now()) return false;
      return withRedis(used.set(digest(token), DOWNLOAD_MS));
    },
  };
}
