import { afterEach, expect } from "@jest/globals";
import { FULL } from "@symphony/test-support/scale";
import { until } from "@symphony/test-support/system";
import { readResults } from "./checker/checker.ts";
import { faultTest } from "./support/fault-test.ts";
import { pause, startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";

let batches: SlowBatches;
afterEach(() => batches?.stop());

/** A signal makes the worker block its event loop for longer than its locks last (4 s). */
const BUSY_MS = 6_000;
const busyOnSignal = `process.on("SIGUSR2", () => { for (const end = Date.now() + ${BUSY_MS}; Date.now() < end; ); });`;
const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(busyOnSignal)}` };
const LOGGED = /"event-loop:stalled"/g;
const LOCK_LOST = /could not \w+ lock|Missing lock|Lock mismatch/i;
const ROUNDS_MOST = 4;
const COUNTED = /symphony_event_loop_stalls_total\{service="worker"[^}]*\} [1-9]/;

faultTest(
  21,
  "a worker whose event loop is blocked for longer than its locks changes and doubles no result, and reports the stall",
  undefined,
  async () => {
    batches = await startSlowBatches({ workers: 1 });
    const worker = batches.system.startWorker(env);
    const stalls = (): number => worker.output().match(LOGGED)?.length ?? 0;
    await until(() => worker.output().includes("worker:up"), "the second worker is up");
    await batches.follow();
    for (let round = 1; round <= ROUNDS_MOST; round += 1) {
      const id = await batches.send(80);
      await batches.caller.untilProcessed(id, 10);
      worker.child.kill("SIGUSR2");
      await pause(BUSY_MS - 500);
      const before = await readResults(batches.system.exportsDir);
      await until(() => stalls() >= round, "the worker logs the stall");
      expect(await batches.violationsAtEnd(before)).toEqual([]);
      // It is blocked between two chunks now and then, and loses no lock.
      if (!FULL && LOCK_LOST.test(worker.output())) break;
    }
    expect(worker.output()).toMatch(LOCK_LOST);
    await until(
      async () => COUNTED.test(await (await fetch(`${batches.system.url}/metrics`)).text()),
      "the metrics count the stall",
    );
  },
);
