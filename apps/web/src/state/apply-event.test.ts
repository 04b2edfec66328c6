import { expect, test } from "@jest/globals";
import { BATCH, progressOf, statusOf } from "../../fixtures/statuses.ts";
import { applyEvent, latestStatus, newerStatus } from "./apply-event.ts";

const item = (name: string) => ({ seq: 0, name, status: "Valid" as const });

test("newer progress updates the counts, older and repeated progress does not", () => {
  const status = statusOf({ valid: 2 });
  const after = applyEvent(status, progressOf([item("c")], { seq: 3, processed: 3, valid: 3, percentage: 30 }));
  expect(after).toMatchObject({ processed: 3, valid: 3, progress_percentage: 30, seq: 3, counts: { pending: 7 } });
  expect(applyEvent(after, progressOf([item("b")], { seq: 2, processed: 2, valid: 2 }))).toBe(after);
  expect(applyEvent(after, progressOf([item("c")], { seq: 3 }))).toBe(after);
});

test("events of another batch, or without a known status, change nothing", () => {
  const status = statusOf();
  expect(applyEvent(status, progressOf([item("a")], { batch_id: "another" }))).toBe(status);
  expect(applyEvent(undefined, progressOf([item("a")]))).toBeUndefined();
});

test("complete finishes the batch with its final counts", () => {
  const event = {
    event: "complete",
    batch_id: BATCH,
    processed: 10,
    total: 10,
    valid: 7,
    invalid: 2,
    error: 1,
    percentage: 100,
    status: "completed",
    timestamp: "2026-01-01T00:01:00.000Z",
  } as const;
  expect(applyEvent(statusOf({ valid: 5 }), event)).toMatchObject({
    status: "completed",
    processed: 10,
    error: 1,
    progress_percentage: 100,
    completed_at: event.timestamp,
  });
});

test("items in progress may still finish while a batch is paused", () => {
  expect(applyEvent(statusOf({ status: "paused" }), progressOf([item("a")]))).toMatchObject({
    status: "paused",
    processed: 1,
  });
});

test("progress of a finished batch means that its failed items are retried", () => {
  const finished = statusOf({ status: "completed", valid: 8, error: 2, completed_at: "2026-01-01T00:01:00.000Z" });
  expect(applyEvent(finished, progressOf([item("a")], { seq: 11, processed: 9, valid: 9 }))).toMatchObject({
    status: "processing",
    completed_at: null,
  });
});

test("an older snapshot does not undo progress, but changes the state", () => {
  const known = statusOf({ valid: 5 });
  expect(newerStatus(known, statusOf({ valid: 4 }))).toBe(known);
  expect(newerStatus(known, statusOf({ valid: 6 }))).toMatchObject({ valid: 6 });
  expect(newerStatus(known, statusOf({ valid: 4, status: "paused" }))).toMatchObject({ status: "paused" });
  expect(newerStatus(undefined, known)).toBe(known);
});

test("a response does not undo an event that arrived after its request", () => {
  const before = statusOf({ valid: 5 });
  const fromEvent = statusOf({ valid: 6 });
  const paused = statusOf({ valid: 5, status: "paused" });
  expect(latestStatus(before, before, paused)).toBe(paused);
  expect(latestStatus(before, fromEvent, before)).toBe(fromEvent);
  expect(latestStatus(before, paused, before)).toBe(paused);
  expect(latestStatus(before, fromEvent, statusOf({ valid: 7 }))).toMatchObject({ valid: 7 });
  expect(latestStatus(undefined, undefined, before)).toBe(before);
});
