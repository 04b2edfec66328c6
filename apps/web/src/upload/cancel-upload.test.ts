import { expect, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { BATCH, statusOf } from "../../fixtures/statuses.ts";
import { ApiError, offlineError } from "../api/api-error.ts";
import { cancelUpload } from "./cancel-upload.ts";

const OFFLINE = "offline";
const DRAFT = statusOf({ status: "initialized", total: 0 });
const CANCELLED = statusOf({ status: "cancelled" });

/** A server that responds to each read of the status with the next of these, as often as there are any. */
function setUp(...responses: Array<Status | typeof OFFLINE>) {
  const remaining = [...responses];
  const cancels: string[] = [];
  const calls = {
    delaysMs: responses.map(() => 0),
    finishDelayMs: 0,
    async readStatus() {
      const response = remaining.shift();
      if (response === undefined || response === OFFLINE) throw offlineError();
      return response;
    },
    async cancel(id: string) {
      cancels.push(id);
      return CANCELLED;
    },
  };
  return { calls, cancels, remaining };
}

test("a batch that is accepted a moment after the first read is cancelled", async () => {
  const { calls, cancels, remaining } = setUp(DRAFT, OFFLINE, statusOf(), statusOf());
  expect(await cancelUpload(BATCH, calls)).toEqual({ outcome: "cancelled", status: CANCELLED });
  expect(cancels).toEqual([BATCH]);
  expect(remaining).toHaveLength(1);
});

test("a batch that is never accepted is read as often as there are delays, and not cancelled", async () => {
  const { calls, cancels } = setUp(DRAFT, DRAFT, DRAFT);
  expect(await cancelUpload(BATCH, calls)).toEqual({ outcome: "not accepted" });
  expect(cancels).toEqual([]);
});

test("a batch that cannot be cancelled any more was accepted", async () => {
  const { calls } = setUp(statusOf());
  const cancel = (): Promise<Status> =>
    Promise.reject(new ApiError("batch_finished", "The batch is finished.", { status: 409 }));
  expect(await cancelUpload(BATCH, { ...calls, cancel })).toEqual({ outcome: "accepted", status: statusOf() });
});

test("a batch that was being finished when it was cancelled may still complete", async () => {
  const allChecked = statusOf({ status: "cancelled", valid: 10 });
  const completed = statusOf({ status: "completed", valid: 10, completed_at: "2026-01-01T00:00:02.000Z" });
  const { calls } = setUp(statusOf(), completed);
  expect(await cancelUpload(BATCH, { ...calls, cancel: async () => allChecked })).toEqual({
    outcome: "accepted",
    status: completed,
  });
});

test("without a response the outcome is unknown", async () => {
  expect(await cancelUpload(BATCH, setUp(DRAFT, OFFLINE).calls)).toEqual({ outcome: "unknown" });
});
