import { expect, test } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { QueryClient } from "@tanstack/react-query";
import { BATCH, progressOf, statusOf } from "../../fixtures/statuses.ts";
import { createStatuses } from "./statuses.ts";

const { signal } = new AbortController();

function setUp() {
  let respond: (status: Status) => void = () => {};
  const statuses = createStatuses(new QueryClient(), () => new Promise((resolve) => (respond = resolve)));
  return { statuses, respond: (status: Status) => respond(status) };
}

test("a response does not undo an event that arrived after its request", async () => {
  const { statuses, respond } = setUp();
  statuses.set(BATCH, statusOf({ valid: 3 }));
  const reading = statuses.read(BATCH, signal);
  statuses.setThrottled(BATCH, statusOf({ valid: 5 }));
  respond(statusOf({ valid: 4 }));
  expect(await reading).toMatchObject({ valid: 5 });
});

// A small batch is over before its first status is read; it used to show 0 % until the next poll.
test("events that arrive before the first status are applied to it, once", async () => {
  const { statuses, respond } = setUp();
  const reading = statuses.read(BATCH, signal);
  statuses.defer(BATCH, progressOf([{ seq: 0, name: "a", status: "Valid" }]));
  respond(statusOf());
  expect(await reading).toMatchObject({ valid: 1, seq: 1 });
  const again = statuses.read(BATCH, signal);
  respond(statusOf());
  expect(await again).toMatchObject({ valid: 0 });
});
