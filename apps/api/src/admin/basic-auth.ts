import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import type { RateLimiter } from "@symphony/messaging";
import { networkOf } from "../http/network-of.ts";

/** Wrong passwords an address may send within a minute. */
export const GUESSES_PER_MINUTE = 20;
/** Addresses shut out that are remembered; beyond that the oldest is forgotten. */
const SHUT_OUT_MAX = 10_000;

export interface Admin {
  username: string;
  password: string;
  /** Counts wrong passwords by address. */
  guesses: RateLimiter;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Lets nobody through without this name and password (HTTP basic). Both are always compared, in constant time.
 * An address that guessed too often is not even told when it guessed right.
 */
export function requireAdmin({ username, password, guesses }: Admin): RequestHandler {
  const [name, secret] = [digest(username), digest(password)];
  const shutOut = new Map<string, number>();

  return async (request, response, next) => {
    const address = networkOf(request.ip ?? "");
    if ((shutOut.get(address) ?? 0) > Date.now()) throw tooManyGuesses();
    const given = credentialsOf(request.get("authorization"));
    const right = [timingSafeEqual(digest(given.name), name), timingSafeEqual(digest(given.password), secret)];
    if (right.every(Boolean)) return next();
    const waitMs = await guesses.take(address);
    if (waitMs > 0) {
      shutOut.delete(address);
      shutOut.set(address, Date.now() + waitMs);
      if (shutOut.size > SHUT_OUT_MAX) shutOut.delete(shutOut.keys().next().value as string);
      throw tooManyGuesses();
    }
    response.set("www-authenticate", 'Basic realm="Symphony", charset="UTF-8"');
    throw new Problem("admin_only", "Send the name and password of the administrator.");
  };
}

const tooManyGuesses = (): Problem => new Problem("too_many_requests", "Too many wrong passwords. Try again in a minute.");

function credentialsOf(header: string | undefined): { name: string; password: string } {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1] ?? "";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? { name: "", password: "" } : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
