import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { ListedResult } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import { failedResult, resultOf, statusOf } from "../../fixtures/statuses.ts";
import { createResultsStore } from "./results-store.ts";
import { createSyncLoop } from "./sync-loop.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function setUp(items: ListedResult[], names: string[] = []) {
  const store = createResultsStore();
  const state = { reads: 0, fails: 0, failure: new Error("offline"), pageSize: items.length };
  const loop = createSyncLoop(
    store,
    async (cursor) => {
      state.reads += 1;
      if (state.fails > 0) {
        state.fails -= 1;
        throw state.failure;
      }
      const end = cursor + state.pageSize;
      return { results: items.slice(cursor, end), next_cursor: end < items.length ? end : null };
    },
    async () => ({ items: names.map((name, seq) => ({ seq, name })), next_cursor: null }),
  );
  return { store, state, loop };
}

test("many statuses within a second cause one read", async () => {
  const { store, state, loop } = setUp([resultOf(0, "a"), resultOf(1, "b"), resultOf(2, "c")]);
  loop.update(statusOf({ total: 3, valid: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  expect(state.reads).toBe(1);
  for (let valid = 1; valid <= 3; valid += 1) loop.update(statusOf({ total: 3, valid }));
  await jest.advanceTimersByTimeAsync(1_100);
  expect(state.reads).toBeLessThanOrEqual(2);
  expect(store.currentCount()).toBe(3);
});

test("a failed read is retried", async () => {
  const { store, state, loop } = setUp([resultOf(0, "a")]);
  state.fails = 2;
  loop.update(statusOf({ status: "completed", total: 1, valid: 1 }));
  await jest.advanceTimersByTimeAsync(5_000);
  expect(store.currentCount()).toBe(1);
});

test("when a finished batch runs again, its failed items are marked as retrying", async () => {
  const { store, loop } = setUp([resultOf(0, "a"), failedResult(1, "b")]);
  loop.update(statusOf({ status: "completed", total: 2, valid: 1, error: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  loop.update(statusOf({ total: 2, valid: 1 }));
  expect(store.items()[1]?.retrying).toBe(true);
});

test("items without a result get their names from the server", async () => {
  const { store, loop } = setUp([resultOf(0, "a")], ["a", "b", "c"]);
  loop.update(statusOf({ total: 3, valid: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  expect(store.items().map(({ name }) => name)).toEqual(["a", "b", "c"]);
});

// Decisions that were made while the page was not connected were never read: no status tells them.
test("refresh() reads every result once more, also after a failure and while others are read", async () => {
  const items = [resultOf(0, "a"), resultOf(1, "b")];
  const { store, state, loop } = setUp(items);
  loop.update(statusOf({ status: "completed", total: 2, valid: 2 }));
  items[0] = resultOf(0, "a", { Review_Version: 1 });
  loop.refresh();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(store.items()[0]?.result?.Review_Version).toBe(1);
  items[1] = resultOf(1, "b", { Review_Version: 1 });
  state.fails = 1;
  loop.refresh();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(store.items()[1]?.result?.Review_Version).toBe(1);
  expect(store.currentCount()).toBe(2);
});

test("after close() nothing is read", async () => {
  const { state, loop } = setUp([resultOf(0, "a")]);
  state.fails = 1;
  loop.update(statusOf({ total: 1, valid: 1 }));
  await jest.advanceTimersByTimeAsync(0);
  loop.close();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(state.reads).toBe(1);
});

// The pages of a large batch that nobody looks at any more took the connections of the one that is shown.
test.each(["update", "refresh"] as const)("after close() no further page is read by %s()", async (cause) => {
  const { state, loop } = setUp([resultOf(0, "a"), resultOf(1, "b"), resultOf(2, "c")]);
  const status = statusOf({ status: "completed", total: 3, valid: 3 });
  if (cause === "refresh") {
    loop.update(status);
    await jest.advanceTimersByTimeAsync(0);
  }
  state.pageSize = 1;
  state.reads = 0;
  if (cause === "refresh") loop.refresh();
  else loop.update(status);
  loop.close();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(state.reads).toBe(1);
});

test("a batch that somebody deleted is not asked for again", async () => {
  const { state, loop } = setUp([resultOf(0, "a")]);
  state.fails = Infinity;
  state.failure = new ApiError("not_found", "There is no such batch.", { status: 404 });
  loop.update(statusOf({ status: "completed", total: 1, valid: 1 }));
  await jest.advanceTimersByTimeAsync(60_000);
  expect(state.reads).toBe(1);
});
