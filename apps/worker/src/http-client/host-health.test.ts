import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { DeferredError } from "./deferred-error.ts";
import { FetchError } from "./fetch-error.ts";
import { createHostHealth } from "./host-health.ts";
import type { HostHealth } from "./host-health.ts";

const HOST = "busy.example";
const PAUSE_MS = 200_000;

let health: HostHealth;
beforeEach(() => {
  jest.useFakeTimers();
  health = createHostHealth({ failuresMax: 2, retryAfterMaxMs: 600_000, pausedMessage: "Paused." });
});
afterEach(() => void jest.useRealTimers());

/** A request that the host responds to with 429. @returns whether the host is waited for */
function refuse(): boolean {
  try {
    health.assertOpen(HOST);
    health.postpone(HOST, PAUSE_MS);
  } catch (error) {
    if (error instanceof DeferredError) return true;
    throw error;
  }
  health.responded(HOST);
  return false;
}

/** How often in a row the host is waited for. */
function waits(): number {
  let times = 0;
  while (times < 10 && refuse()) {
    times += 1;
    jest.advanceTimersByTime(PAUSE_MS);
  }
  return times;
}

test("a host that goes on asking for time is waited for up to the limit, and then no more", () => {
  expect(waits()).toBe(3);
  for (let item = 0; item < 100; item += 1) {
    expect(refuse()).toBe(false);
    jest.advanceTimersByTime(1_000);
  }
});

test("an image from the host, or a long silence, starts the time again", () => {
  expect(waits()).toBe(3);
  health.delivered(HOST);
  expect(waits()).toBe(3);
  expect(refuse()).toBe(false);
  jest.advanceTimersByTime(601_000);
  // Others may have its images for so long.
  expect(refuse()).toBe(false);
  jest.advanceTimersByTime(3_601_000);
  expect(waits()).toBe(3);
});

test("a host is waited for no longer where each of its pauses is as long as the limit", () => {
  expect(() => health.postpone(HOST, 600_000)).toThrow(DeferredError);
  jest.advanceTimersByTime(600_100);
  expect(() => health.postpone(HOST, 600_000)).not.toThrow();
});

test("a response ends the pause of a host that did not respond", () => {
  health.failed(HOST);
  health.failed(HOST);
  expect(() => health.assertOpen(HOST)).toThrow(FetchError);
  health.responded(HOST);
  health.failed(HOST);
  expect(() => health.assertOpen(HOST)).not.toThrow();
});
