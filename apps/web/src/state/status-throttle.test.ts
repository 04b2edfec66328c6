import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { BATCH, statusOf } from "../../fixtures/statuses.ts";
import { createStatusBoard } from "./status-throttle.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("twenty frames a second are drawn a few times, the last of them for sure", () => {
  const drawn: Status[] = [];
  const board = createStatusBoard(
    () => drawn.at(-1),
    (_id, status) => drawn.push(status),
  );
  for (let valid = 1; valid <= 10; valid += 1) {
    board.put(BATCH, statusOf({ valid }));
    expect(board.get(BATCH)?.valid).toBe(valid);
    jest.advanceTimersByTime(50);
  }
  jest.advanceTimersByTime(200);
  expect(drawn.length).toBeLessThan(6);
  expect(drawn.at(-1)?.valid).toBe(10);
  expect(board.get(BATCH)?.valid).toBe(10);
});

test("flush does not wait", () => {
  const drawn: Status[] = [];
  const board = createStatusBoard(
    () => undefined,
    (_id, status) => drawn.push(status),
  );
  board.put(BATCH, statusOf());
  board.flush();
  jest.advanceTimersByTime(1_000);
  expect(drawn).toHaveLength(1);
});
