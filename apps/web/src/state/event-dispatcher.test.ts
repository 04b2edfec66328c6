import { expect, test } from "@jest/globals";
import type { CoalescedProgressEvent, Status } from "@symphony/contract";
import { BATCH, progressOf, statusOf } from "../../fixtures/statuses.ts";
import { createEventDispatcher } from "./event-dispatcher.ts";
import { createResultsStore } from "./results-store.ts";

function setUp(known?: Status) {
  const statuses = new Map<string, Status>(known === undefined ? [] : [[BATCH, known]]);
  const store = createResultsStore();
  const retried: number[] = [];
  const stale: string[] = [];
  const deferred: string[] = [];
  const dispatch = createEventDispatcher({
    status: (id) => statuses.get(id),
    setStatus: (id, status) => void statuses.set(id, status),
    store: (id) => (id === BATCH ? store : undefined),
    onRetry: (_id, items) => retried.push(items),
    defer: (_id, { event }) => deferred.push(event),
    onStale: (id) => stale.push(id),
  });
  return { dispatch, statuses, store, retried, stale, deferred };
}

const COMPLETE = {
  event: "complete",
  batch_id: BATCH,
  processed: 10,
  total: 10,
  valid: 10,
  invalid: 0,
  error: 0,
  percentage: 100,
  status: "completed",
  timestamp: "t",
} as const;

test("a snapshot updates every batch in it, and keeps the others", () => {
  const { dispatch, statuses } = setUp(statusOf({ valid: 1 }));
  dispatch({ event: "connected", message: "reconnected", client_id: "me", batches: [], recovered_batches: [] });
  expect(statuses.get(BATCH)).toMatchObject({ valid: 1 });
  dispatch({
    event: "connected",
    message: "reconnected",
    client_id: "me",
    batches: [statusOf({ valid: 7 })],
    recovered_batches: [],
  });
  expect(statuses.get(BATCH)).toMatchObject({ valid: 7 });
});

test("progress updates the counts, and the items by their seq", () => {
  const { dispatch, statuses, store } = setUp(statusOf());
  store.setNames(["a", "a", "c"]);
  dispatch(
    progressOf([
      { seq: 1, name: "a", status: "Valid" },
      { seq: 2, name: "c", status: "Error" },
    ]),
  );
  expect(store.items().map(({ verdict }) => verdict)).toEqual([undefined, "Valid", "Error"]);
  expect(statuses.get(BATCH)).toMatchObject({ processed: 2 });
});

test("items without a seq, as older servers send them, update only the counts", () => {
  const { dispatch, statuses, store } = setUp(statusOf());
  store.setNames(["a", "b"]);
  const older = progressOf([{ name: "a", status: "Valid" }] as unknown as CoalescedProgressEvent["items"]);
  dispatch(older);
  const { items: _items, ...single } = progressOf([], { seq: 2, processed: 2 });
  dispatch({ ...single, current_url: "b", current_status: "Invalid" });
  expect(store.items().map(({ verdict }) => verdict)).toEqual([undefined, undefined]);
  expect(statuses.get(BATCH)).toMatchObject({ processed: 2 });
});

test("retries and errors are reported, and have the status read", () => {
  const { dispatch, retried, stale } = setUp(statusOf());
  dispatch({ event: "retry_start", batch_id: BATCH, retry_total: 4, timestamp: "t" });
  dispatch({ event: "error", batch_id: BATCH, error: "The batch was cancelled.", timestamp: "t" });
  expect(retried).toEqual([4]);
  expect(stale).toEqual([BATCH, BATCH]);
});

test("events of a batch without a status are deferred until it is read", () => {
  const { dispatch, statuses, deferred } = setUp();
  dispatch(progressOf([{ seq: 0, name: "a", status: "Valid" }]));
  dispatch(COMPLETE);
  expect(statuses.size).toBe(0);
  expect(deferred).toEqual(["progress", "complete"]);
});
