import { expect, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { BATCH, statusOf } from "../../fixtures/statuses.ts";
import { ApiError, offlineError } from "../api/api-error.ts";
import { withdraw } from "./cancel-upload.ts";

const AWAY = "away";
const ANNOUNCED = statusOf({ status: "initialized", total: 0 });
const CANCELLED = statusOf({ status: "cancelled" });

/** A server that answers each look with the next of these, and is asked as often as there are. */
function setUp(...answers: Array<Status | typeof AWAY>) {
  const left = [...answers];
  const cancels: string[] = [];
  const calls = {
    pausesMs: answers.map(() => 0),
    lastPauseMs: 0,
    async look() {
      const answer = left.shift();
      if (answer === undefined || answer === AWAY) throw offlineError();
      return answer;
    },
    async cancel(id: string) {
      cancels.push(id);
      return CANCELLED;
    },
  };
  return { calls, cancels, left };
}

test("a batch that was taken a moment after the first look is cancelled", async () => {
  const { calls, cancels, left } = setUp(ANNOUNCED, AWAY, statusOf(), statusOf());
  expect(await withdraw(BATCH, calls)).toEqual({ outcome: "cancelled", status: CANCELLED });
  expect(cancels).toEqual([BATCH]);
  expect(left).toHaveLength(1);
});

test("a batch that was never taken is looked for so often and no more", async () => {
  const { calls, cancels } = setUp(ANNOUNCED, ANNOUNCED, ANNOUNCED);
  expect(await withdraw(BATCH, calls)).toEqual({ outcome: "not taken" });
  expect(cancels).toEqual([]);
});

test("one that is over already, or cannot be cancelled for another reason, was taken", async () => {
  const { calls } = setUp(statusOf());
  const cancel = (): Promise<Status> =>
    Promise.reject(new ApiError("batch_finished", "The batch is finished.", { status: 409 }));
  expect(await withdraw(BATCH, { ...calls, cancel })).toEqual({ outcome: "taken", status: statusOf() });
});

test("one that was being finished when it was cancelled is what it is in the end", async () => {
  const judged = statusOf({ status: "cancelled", valid: 10 });
  const completed = statusOf({ status: "completed", valid: 10, completed_at: "2026-01-01T00:00:02.000Z" });
  const { calls } = setUp(statusOf(), completed);
  expect(await withdraw(BATCH, { ...calls, cancel: async () => judged })).toEqual({
    outcome: "taken",
    status: completed,
  });
});

test("a server that does not answer leaves it open", async () => {
  expect(await withdraw(BATCH, setUp(ANNOUNCED, AWAY).calls)).toEqual({ outcome: "unknown" });
});
