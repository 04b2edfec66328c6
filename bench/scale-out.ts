import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createCaller, formOf } from "@symphony/test-support/client";
import { plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { buildWaitingWorker } from "./support/waiting-worker.ts";

const WORKERS = [1, 2, 4, 8, 16];
/** Time an image takes a worker: less than with the shipped cascade, and long enough to leave the processor idle. */
const WAIT_MS = 250;
/** Not a multiple of the chunk size: real batches end with a partial chunk too. */
const ITEMS_A_WORKER = 61;

/** Images a second with a cascade that waits instead of computing, against the ideal of so many workers. */
export async function benchScaleOut(runs: number): Promise<Outcome[]> {
  const system = await startSystem({
    workers: 0,
    waitReady: false,
    workerEntry: await buildWaitingWorker(),
    env: { RESULT_CACHE: "false", BENCH_WAIT_MS: String(WAIT_MS) },
  });
  const outcomes: Outcome[] = [];
  try {
    await system.untilAnswering();
    for (const workers of WORKERS) {
      while (system.workers.length < workers) system.startWorker();
      await until(() => system.workers.every((each) => each.output().includes("worker:up")), "all workers are up");
      const a = { name: `${workers} workers`, run: () => rate(system, workers * ITEMS_A_WORKER) };
      const b = { name: "ideal", run: async () => (workers * 1000) / WAIT_MS };
      outcomes.push(await compare({ bench: `scale-out, ${workers}`, unit: "images/s", goal: 0.95, a, b }, runs));
    }
    return outcomes;
  } finally {
    await system.stop();
  }
}

/** From the moment a batch was accepted to its end; the upload is not part of the figure. */
async function rate(system: System, items: number): Promise<number> {
  const caller = createCaller(system.url);
  const picture = await plainPicture();
  const { batch_id } = await caller.submit(formOf(Array.from({ length: items }, (_, i) => [`${i}.jpg`, picture])));
  await caller.untilDone(batch_id, 600_000);
  const { accepted_at } = JSON.parse(await readFile(join(system.exportsDir, batch_id, "accepted.json"), "utf8")) as {
    accepted_at: string;
  };
  const { completed_at } = await caller.status(batch_id);
  return (items * 1000) / (Date.parse(completed_at as string) - Date.parse(accepted_at));
}
