import { expect, test } from "@jest/globals";
import { recordServerTime, serverNow } from "./server-clock.ts";

test("corrects a clock that is minutes off, ignores a second", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  recordServerTime("Thu, 01 Jan 2026 12:05:00 GMT", now);
  expect(serverNow(now)).toBe(now + 300_000);
  recordServerTime("Thu, 01 Jan 2026 12:00:01 GMT", now);
  expect(serverNow(now)).toBe(now);
  recordServerTime(null, now);
  recordServerTime("soon", now);
  expect(serverNow(now)).toBe(now);
});
