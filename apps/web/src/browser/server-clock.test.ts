import { expect, test } from "@jest/globals";
import { noteServerTime, serverNow } from "./server-clock.ts";

test("a clock that is far off is corrected, a second is not", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  noteServerTime("Thu, 01 Jan 2026 12:05:00 GMT", now);
  expect(serverNow(now)).toBe(now + 300_000);
  noteServerTime("Thu, 01 Jan 2026 12:00:01 GMT", now);
  expect(serverNow(now)).toBe(now);
  noteServerTime(null, now);
  noteServerTime("soon", now);
  expect(serverNow(now)).toBe(now);
});
