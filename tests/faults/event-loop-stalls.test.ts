import { afterEach, expect } from "@jest/globals";
import { until } from "@symphony/test-support/system";
import { rowsNow } from "./checker.ts";
import { faultTest } from "./support/fault-test.ts";
import { FULL } from "./support/scale.ts";
import { pause, startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";

let batches: SlowBatches;
afterEach(() => batches?.stop());

/** The worker as it is, but for a signal that keeps its event loop busy for longer than its locks last (4 s). */
const BUSY_MS = 6_000;
const busyOnSignal = `process.on("SIGUSR2", () => { for (const end = Date.now() + ${BUSY_MS}; Date.now() < end; ); });`;
const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(busyOnSignal)}` };

faultTest(
  21,
  "a worker whose event loop is blocked for longer than its locks changes no row, doubles none, and says that it stood still",
  undefined,
  async () => {
    batches = await startSlowBatches({ workers: 1 });
    const worker = batches.system.startWorker(env);
    await until(() => worker.output().includes("worker:up"), "the second worker is up");
    await batches.follow();
    for (let round = 1; round <= (FULL ? 4 : 1); round += 1) {
      const id = await batches.send(80);
      await batches.untilProcessed(id, 10);
      worker.child.kill("SIGUSR2");
      await pause(BUSY_MS - 500);
      const before = await rowsNow(batches.system.exportsDir);
      await until(() => worker.output().split("process:stood still").length > round, "the worker says so");
      expect(await batches.expectAllKept(before)).toEqual([]);
    }
    expect(worker.output()).toMatch(/could not renew lock|Missing lock|Lock mismatch/i);
    await until(
      async () =>
        /symphony_standstills_total\{service="worker"[^}]*\} [1-9]/.test(
          await (await fetch(`${batches.system.url}/metrics`)).text(),
        ),
      "the numbers say so",
    );
  },
);
