import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { BATCH, statusOf } from "../../fixtures/statuses.ts";
import { createStatusThrottle } from "./status-throttle.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("twenty statuses a second are shown a few times a second, the last one always", () => {
  const shown: Status[] = [];
  const throttle = createStatusThrottle(
    () => shown.at(-1),
    (_id, status) => shown.push(status),
  );
  for (let valid = 1; valid <= 10; valid += 1) {
    throttle.put(BATCH, statusOf({ valid }));
    expect(throttle.get(BATCH)?.valid).toBe(valid);
    jest.advanceTimersByTime(50);
  }
  jest.advanceTimersByTime(200);
  expect(shown.length).toBeLessThan(6);
  expect(shown.at(-1)?.valid).toBe(10);
  expect(throttle.get(BATCH)?.valid).toBe(10);
});

test("flush() shows at once", () => {
  const shown: Status[] = [];
  const throttle = createStatusThrottle(
    () => undefined,
    (_id, status) => shown.push(status),
  );
  throttle.put(BATCH, statusOf());
  throttle.flush();
  jest.advanceTimersByTime(1_000);
  expect(shown).toHaveLength(1);
});
