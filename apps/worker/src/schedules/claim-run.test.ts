import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { decodeSchedule } from "@symphony/batch-store";
import type { ScheduleRecord, SourceRecords } from "@symphony/batch-store";
import { claimRun } from "./claim-run.ts";
import { ended, failed } from "./end-run.ts";

const HOUR_MS = 3_600_000;

let record: ScheduleRecord;
beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse("2026-01-01T02:00:00.000Z") });
  record = decodeSchedule({
    name: "a shop, every night at two",
    source: { kind: "urls", urls: ["https://shop.example/1.jpg"] },
    every_hours: 24,
    client_id: null,
    alarm: { rise: 0.1, email: null, webhook_url: null },
    paused: false,
    created_at: "2026-01-01T02:00:00.000Z",
    created_by: "admin",
    due_at: "2026-01-01T02:00:00.000Z",
    runs: [],
    run: null,
    snapshot: null,
    failures: 0,
    removed_at: null,
  });
});
afterEach(() => void jest.useRealTimers());

/** Keeps the record as a store does, which knows JSON only. */
async function claim(): Promise<boolean> {
  const update = async (_kind: unknown, _id: string, _version: number, value: unknown): Promise<boolean> => {
    record = decodeSchedule(JSON.parse(JSON.stringify(value)));
    return true;
  };
  return (
    (await claimRun({ update } as unknown as SourceRecords, "id", { ...record, version: 1 }, "worker")) !== undefined
  );
}

async function runThat(ends: "fails" | "succeeds"): Promise<void> {
  expect(await claim()).toBe(true);
  if (record.run === null) throw new Error("there is no run");
  record = ends === "fails" ? failed(record, record.run, "Away.") : ended({ ...record, failures: 0 }, record.run);
}

test("a run that failed is tried again soon, and the schedule keeps its time of day", async () => {
  await runThat("fails");
  expect(record.due_at).toBe("2026-01-01T02:15:00.000Z");
  jest.setSystemTime(Date.parse("2026-01-01T02:14:59.000Z"));
  expect(await claim()).toBe(false);
  jest.setSystemTime(Date.parse("2026-01-01T02:16:00.000Z"));
  await runThat("fails");
  expect(record.due_at).toBe("2026-01-01T02:31:00.000Z");
  jest.setSystemTime(Date.parse("2026-01-01T02:31:00.000Z"));
  await runThat("succeeds");
  expect(record).toMatchObject({ due_at: "2026-01-02T02:00:00.000Z", failures: 0 });
  expect(record.regular_due_at).toBeUndefined();
  expect(record.runs.map((run) => run.due_at)).toEqual([
    "2026-01-01T02:31:00.000Z",
    "2026-01-01T02:15:00.000Z",
    "2026-01-01T02:00:00.000Z",
  ]);
});

test("the third failure in a row waits for the regular time", async () => {
  for (const minutes of [0, 15, 30]) {
    jest.setSystemTime(Date.parse("2026-01-01T02:00:00.000Z") + minutes * 60_000);
    await runThat("fails");
  }
  expect(record).toMatchObject({ due_at: "2026-01-02T02:00:00.000Z", failures: 3 });
});

test("an early try that was missed for days leaves the time of day as it was", async () => {
  await runThat("fails");
  jest.setSystemTime(Date.parse("2026-01-01T02:00:00.000Z") + 60 * HOUR_MS);
  await runThat("succeeds");
  expect(record.due_at).toBe("2026-01-04T02:00:00.000Z");
});
