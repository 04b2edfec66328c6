import { expect, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { QueryClient } from "@tanstack/react-query";
import { BATCH, statusOf } from "../../fixtures/statuses.ts";
import { statusKey } from "./statuses.ts";
import { watchEnds } from "./completion-notifier.ts";

function setUp() {
  const queries = new QueryClient();
  const told: number[] = [];
  const ends = watchEnds(queries, ({ valid }) => told.push(valid));
  return { ends, told, know: (status: Status) => void queries.setQueryData(statusKey(BATCH), status) };
}

const finished = (valid = 10): Status => statusOf({ valid, status: "completed" });

test("the end is told once, however often it is said", () => {
  const { told, know } = setUp();
  know(statusOf({ valid: 9 }));
  know(finished());
  know({ ...finished(), queue_position: null });
  expect(told).toEqual([10]);
});

test("a batch that was finished before the page came is no news", () => {
  const { told, know } = setUp();
  know(finished());
  expect(told).toEqual([]);
});

// A single image is judged before the answer to its upload has come, and nobody sees it run.
test("the end of what this page has sent is told although it was never seen to run", () => {
  const { ends, told, know } = setUp();
  know(finished());
  ends.expect(BATCH);
  ends.expect(BATCH);
  expect(told).toEqual([10]);
});

test("the end of a batch that runs again is told again", () => {
  const { told, know } = setUp();
  for (const status of [statusOf({ valid: 8 }), finished(8), statusOf({ valid: 8 }), finished(9)]) know(status);
  expect(told).toEqual([8, 9]);
});
