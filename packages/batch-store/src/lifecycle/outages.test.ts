import { expect, test } from "@jest/globals";
import { noteWork, onStoreClock } from "./outages.ts";

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

test("hosts whose clocks differ see no outage in each other", () => {
  let log: string | undefined;
  let worked = 0;
  const start = Date.parse("2026-01-01T00:00:00Z");
  for (let minute = 0; minute <= 120; minute += 1) {
    const storeNow = start + minute * MINUTE_MS;
    // One of the two is two hours ahead.
    const hostNow = storeNow + (minute % 2) * 2 * HOUR_MS;
    const noted = noteWork(log, onStoreClock(hostNow, storeNow, hostNow), HOUR_MS);
    log = noted.log;
    worked = noted.workedSince(start);
  }
  expect(worked).toBe(120 * MINUTE_MS);
});

test("clocks that differ by less than a minute count as the same", () => {
  expect([onStoreClock(1_000, 60_000, 1_000), onStoreClock(1_000, 61_000, 1_000)]).toEqual([1_000, 61_000]);
});
