import { expect, test } from "@jest/globals";
import type { Schedule, ScheduleRun } from "@symphony/contract";
import { activityOf } from "./activity.ts";

const NOW = Date.parse("2026-05-01T12:00:00Z");
const ENDED = { state: "ended", ended_at: "2026-05-01T11:00:00Z" } as ScheduleRun;
const scheduleOf = (change: Partial<Schedule>) =>
  ({ paused: false, due_at: "2026-05-01T11:59:59Z", runs: [ENDED], ...change }) as Schedule;

test("a schedule that is due waits for a worker, unless it is paused", () => {
  expect(activityOf(scheduleOf({}), NOW)).toBe("waiting");
  expect(activityOf(scheduleOf({ runs: [] }), NOW)).toBe("waiting");
  expect(activityOf(scheduleOf({ paused: true }), NOW)).toBeUndefined();
  expect(activityOf(scheduleOf({ due_at: "2026-05-01T12:00:01Z" }), NOW)).toBeUndefined();
});

test("a run that has not ended says what it does", () => {
  const run = { state: "checking", ended_at: null } as ScheduleRun;
  expect(activityOf(scheduleOf({ due_at: "2026-05-02T00:00:00Z", runs: [run, ENDED] }), NOW)).toBe("checking");
});
