import { expect, test } from "@jest/globals";
import { retryAfterMs } from "./retry-after.ts";

test.each([
  ["seconds", 429, { "retry-after": "7" }, 7_000],
  ["none, with too many requests", 429, {}, 10_000],
  ["none, when unavailable", 503, {}, undefined],
  ["at once", 503, { "retry-after": "0" }, 1_000],
  ["neither seconds nor a date", 503, { "retry-after": "soon" }, undefined],
  ["another status", 404, { "retry-after": "7" }, undefined],
])("%s", (_name, status, headers, ms) => {
  expect(retryAfterMs(status, headers)).toBe(ms);
});

test("a date is meant by the clock of the server", () => {
  const now = Date.parse("2001-01-01T00:00:00Z");
  const headers = { date: new Date(now).toUTCString(), "retry-after": new Date(now + 9_000).toUTCString() };
  expect(retryAfterMs(503, headers)).toBe(9_000);
});

test("a date without the time of the server is meant by our clock", () => {
  const ms = retryAfterMs(429, { "retry-after": new Date(Date.now() + 60_000).toUTCString() });
  expect(ms).toBeGreaterThan(30_000);
  expect(ms).toBeLessThanOrEqual(60_000);
});
