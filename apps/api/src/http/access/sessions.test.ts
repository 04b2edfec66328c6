import { expect, test } from "@jest/globals";
import { createSessions } from "./sessions.ts";

const HOUR_MS = 3_600_000;
let now = 1_000_000_000_000;
const sessions = createSessions("a password", () => now);
const cookieOf = (setCookie: string): string => setCookie.split(";", 1)[0] ?? "";

test("every process with the same password accepts the cookie of a session until it expires", () => {
  const cookie = cookieOf(sessions.begin(false));
  expect(sessions.isOpen(`theme=dark; ${cookie}; other=1`)).toBe(true);
  expect(createSessions("a password", () => now).isOpen(cookie)).toBe(true);
  expect(createSessions("another password", () => now).isOpen(cookie)).toBe(false);
  now += 9 * HOUR_MS;
  expect(sessions.isOpen(cookie)).toBe(false);
});

test("a cookie that was changed, is of another kind or was cleared opens no session", () => {
  const cookie = cookieOf(sessions.begin(false));
  const [name, value] = cookie.split("=") as [string, string];
  const [until, signature] = value.split(".") as [string, string];
  for (const wrong of [
    `${name}=${Number(until) + 1}.${signature}`,
    `${name}=${until}.${"A".repeat(43)}`,
    `${name}=${until}`,
    `x${cookie}`,
    cookieOf(sessions.end()),
    "",
    undefined,
  ]) {
    expect(sessions.isOpen(wrong)).toBe(false);
  }
});

test("sessions that begin in the same millisecond are different", () => {
  const cookies = Array.from({ length: 10 }, () => cookieOf(sessions.begin(false)));
  expect(new Set(cookies).size).toBeGreaterThan(5);
});

test("other sites, scripts and unencrypted connections do not get the cookie", () => {
  expect(sessions.begin(true)).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=28800; Secure$/);
  expect(sessions.begin(false)).not.toContain("Secure");
});
