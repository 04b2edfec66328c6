import { expect, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { BATCH, progressOf, statusOf } from "../../fixtures/statuses.ts";
import { createRowBook } from "./results-store.ts";
import { createFeed } from "./event-dispatcher.ts";

function setUp(known?: Status) {
  const statuses = new Map<string, Status>(known === undefined ? [] : [[BATCH, known]]);
  const book = createRowBook();
  const retried: number[] = [];
  const unclear: string[] = [];
  const held: string[] = [];
  const feed = createFeed({
    status: (id) => statuses.get(id),
    setStatus: (id, status) => void statuses.set(id, status),
    book: (id) => (id === BATCH ? book : undefined),
    onRetry: (_id, items) => retried.push(items),
    hold: (_id, { event }) => held.push(event),
    onUnclear: (id) => unclear.push(id),
  });
  return { feed, statuses, book, retried, unclear, held };
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

test("a snapshot brings every batch up to date, an empty one forgets none", () => {
  const { feed, statuses } = setUp(statusOf({ valid: 1 }));
  feed({ event: "connected", message: "reconnected", client_id: "me", batches: [], recovered_batches: [] });
  expect(statuses.get(BATCH)).toMatchObject({ valid: 1 });
  feed({
    event: "connected",
    message: "reconnected",
    client_id: "me",
    batches: [statusOf({ valid: 7 })],
    recovered_batches: [],
  });
  expect(statuses.get(BATCH)).toMatchObject({ valid: 7 });
});

test("progress moves the counts and the rows, in coalesced frames and in single ones", () => {
  const { feed, statuses, book } = setUp(statusOf());
  book.expect(["a", "b", "c"]);
  feed(
    progressOf([
      { name: "a", status: "Valid" },
      { name: "c", status: "Error" },
    ]),
  );
  const { items: _items, ...single } = progressOf([], { seq: 3, processed: 3 });
  feed({ ...single, current_url: "b", current_status: "Invalid" });
  expect(book.rows().map(({ verdict }) => verdict)).toEqual(["Valid", "Invalid", "Error"]);
  expect(statuses.get(BATCH)).toMatchObject({ processed: 3 });
});

test("retries and troubles are told, and have the status asked for", () => {
  const { feed, retried, unclear } = setUp(statusOf());
  feed({ event: "retry_start", batch_id: BATCH, retry_total: 4, timestamp: "t" });
  feed({ event: "error", batch_id: BATCH, error: "The batch was cancelled.", timestamp: "t" });
  expect(retried).toEqual([4]);
  expect(unclear).toEqual([BATCH, BATCH]);
});

test("news of a batch whose status is not known yet are held for its answer", () => {
  const { feed, statuses, held } = setUp();
  feed(progressOf([{ name: "a", status: "Valid" }]));
  feed(COMPLETE);
  expect(statuses.size).toBe(0);
  expect(held).toEqual(["progress", "complete"]);
});
