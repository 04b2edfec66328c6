import { expect, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { QueryClient } from "@tanstack/react-query";
import { BATCH, progressOf, statusOf } from "../../fixtures/statuses.ts";
import { createStatuses } from "./statuses.ts";

const { signal } = new AbortController();

function setUp() {
  let answer: (status: Status) => void = () => {};
  const statuses = createStatuses(new QueryClient(), () => new Promise((resolve) => (answer = resolve)));
  return { statuses, answer: (status: Status) => answer(status) };
}

test("an answer that was under way does not take back what a socket told meanwhile", async () => {
  const { statuses, answer } = setUp();
  statuses.set(BATCH, statusOf({ valid: 3 }));
  const reading = statuses.read(BATCH, signal);
  statuses.put(BATCH, statusOf({ valid: 5 }));
  answer(statusOf({ valid: 4 }));
  expect(await reading).toMatchObject({ valid: 5 });
});

// Small batches used to stand still at nothing until the next poll: they were over while the first answer was under way.
test("events that came before the first answer are applied to it, once", async () => {
  const { statuses, answer } = setUp();
  const reading = statuses.read(BATCH, signal);
  statuses.hold(BATCH, progressOf([{ name: "a", status: "Valid" }]));
  answer(statusOf());
  expect(await reading).toMatchObject({ valid: 1, seq: 1 });
  const again = statuses.read(BATCH, signal);
  answer(statusOf());
  expect(await again).toMatchObject({ valid: 0 });
});
