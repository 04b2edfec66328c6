import { expect, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { QueryClient } from "@tanstack/react-query";
import { BATCH, statusOf } from "../../fixtures/statuses.ts";
import { createCompletionNotifier } from "./completion-notifier.ts";
import { statusKey } from "./statuses.ts";

function setUp() {
  const queries = new QueryClient();
  const reported: number[] = [];
  const notifier = createCompletionNotifier(queries, ({ valid }) => reported.push(valid));
  return { notifier, reported, setStatus: (status: Status) => void queries.setQueryData(statusKey(BATCH), status) };
}

const finished = (valid = 10): Status => statusOf({ valid, status: "completed" });

test("completion is reported once, however often the status arrives", () => {
  const { reported, setStatus } = setUp();
  setStatus(statusOf({ valid: 9 }));
  setStatus(finished());
  setStatus({ ...finished(), queue_position: null });
  expect(reported).toEqual([10]);
});

test("a batch that was completed before the page was opened is not reported", () => {
  const { reported, setStatus } = setUp();
  setStatus(finished());
  expect(reported).toEqual([]);
});

// A single image is checked before the response to its upload arrives, and its batch is never seen running.
test("completion of a batch that this page sent is reported although it was never seen running", () => {
  const { notifier, reported, setStatus } = setUp();
  setStatus(finished());
  notifier.expect(BATCH);
  notifier.expect(BATCH);
  expect(reported).toEqual([10]);
});

test("completion of a second run is reported again", () => {
  const { reported, setStatus } = setUp();
  for (const status of [statusOf({ valid: 8 }), finished(8), statusOf({ valid: 8 }), finished(9)]) setStatus(status);
  expect(reported).toEqual([8, 9]);
});
