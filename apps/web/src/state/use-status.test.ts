import { expect, test } from "@jest/globals";
import { statusOf } from "../../fixtures/statuses.ts";
import { ApiError } from "../api/api-error.ts";
import { pollMs } from "./use-status.ts";

const finished = statusOf({ status: "completed", total: 1, valid: 1, completed_at: "2026-01-01T00:01:00.000Z" });

test("a finished batch is polled less often than a running one, and not at all while a socket tells of it", () => {
  for (const connection of ["waiting", "connecting"] as const)
    expect(pollMs(finished, null, connection)).toBeGreaterThan(Number(pollMs(statusOf(), null, connection)));
  expect(pollMs(finished, null, "live")).toBe(false);
  expect(pollMs(statusOf(), null, "live")).toBeGreaterThan(0);
});

test("a batch that does not exist is not polled", () => {
  const missing = new ApiError("not_found", "There is no such batch.", { status: 404 });
  expect(pollMs(finished, missing, "waiting")).toBe(false);
  expect(pollMs(undefined, missing, "waiting")).toBe(false);
});
