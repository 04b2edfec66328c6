import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { entryOf, failedEntry, statusOf } from "../../fixtures/statuses.ts";
import type { Entry } from "../api/calls.ts";
import { createRowBook } from "./results-store.ts";
import { createSyncLoop } from "./sync-loop.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function setUp(rows: Entry[], names: string[] = []) {
  const book = createRowBook();
  const state = { reads: 0, fails: 0 };
  const loop = createSyncLoop(
    book,
    async (cursor) => {
      state.reads += 1;
      if (state.fails > 0) {
        state.fails -= 1;
        throw new Error("away");
      }
      return { results: rows.slice(cursor), next_cursor: null };
    },
    async () => ({ items: names.map((name, seq) => ({ seq, name })), next_cursor: null }),
  );
  return { book, state, loop };
}

test("many statuses in a second are one reading", async () => {
  const { book, state, loop } = setUp([entryOf(0, "a"), entryOf(1, "b"), entryOf(2, "c")]);
  loop.want(statusOf({ total: 3, valid: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  expect(state.reads).toBe(1);
  for (let valid = 1; valid <= 3; valid += 1) loop.want(statusOf({ total: 3, valid }));
  await jest.advanceTimersByTimeAsync(1_100);
  expect(state.reads).toBeLessThanOrEqual(2);
  expect(book.known()).toBe(3);
});

test("a reading that fails is tried again by itself", async () => {
  const { book, state, loop } = setUp([entryOf(0, "a")]);
  state.fails = 2;
  loop.want(statusOf({ status: "completed", total: 1, valid: 1 }));
  await jest.advanceTimersByTimeAsync(5_000);
  expect(book.known()).toBe(1);
});

test("a finished batch that runs again has its failed images marked", async () => {
  const { book, loop } = setUp([entryOf(0, "a"), failedEntry(1, "b")]);
  loop.want(statusOf({ status: "completed", total: 2, valid: 1, error: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  loop.want(statusOf({ total: 2, valid: 1 }));
  expect(book.rows()[1]?.retrying).toBe(true);
});

test("images that have no result yet are told by name, and events find them by it", async () => {
  const { book, loop } = setUp([entryOf(0, "a")], ["a", "b", "c"]);
  loop.want(statusOf({ total: 3, valid: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  expect(book.rows().map(({ name }) => name)).toEqual(["a", "b", "c"]);
  book.applyItems([{ name: "c", status: "Invalid" }]);
  expect(book.rows().map(({ verdict }) => verdict)).toEqual(["Valid", undefined, "Invalid"]);
});

test("after close nothing is read any more", async () => {
  const { state, loop } = setUp([entryOf(0, "a")]);
  state.fails = 1;
  loop.want(statusOf({ total: 1, valid: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  loop.close();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(state.reads).toBe(1);
});
