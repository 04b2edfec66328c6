import { availableParallelism } from "node:os";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { buildWaitingWorker } from "./support/waiting-worker.ts";

const LARGE_BATCH = 20_000;
const SMALL_BATCH = 10;
/** Time an image takes a worker: long enough for the large batch to outlast every run. */
const WAIT_MS = 100;
/** Spreads the arrivals of the small batch over the time one chunk takes. */
const ARRIVAL_SPREAD_MS = 1_700;

/** How long a batch of 10 takes while a batch of 20,000 runs, against an idle system. */
export async function benchFairness(runs: number): Promise<Outcome[]> {
  const system = await startSystem({
    workers: availableParallelism(),
    workerEntry: await buildWaitingWorker(),
    env: { RESULT_CACHE: "false", BENCH_WAIT_MS: String(WAIT_MS) },
  });
  const caller = createCaller(system.url);
  const picture = await plainPicture();
  const small = async (): Promise<number> =>
    secondsOf(
      caller,
      Array.from({ length: SMALL_BATCH }, (_, i) => [`${i}.jpg`, picture]),
    );
  const figures: { a: number[]; b: number[] } = { a: [], b: [] };
  try {
    await small();
    for (let i = 0; i < runs; i += 1) figures.b.push(await small());
    const { batch_id } = await caller.submit(
      formOf(Array.from({ length: LARGE_BATCH }, (_, i) => [`${i}.jpg`, picture])),
    );
    await until(async () => (await caller.status(batch_id)).processed > 0, "the large batch runs");
    for (let i = 0; i < runs; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, (i * ARRIVAL_SPREAD_MS) / runs));
      figures.a.push(await small());
      process.stderr.write(`fairness: run ${i + 1} of ${runs}\n`);
    }
    if ((await caller.status(batch_id)).status !== "processing")
      throw new Error("the large batch ended before the small ones");
  } finally {
    await system.stop();
  }
  const facts = {
    bench: `fairness, ${SMALL_BATCH} behind ${LARGE_BATCH}`,
    unit: "s",
    goal: 0.33,
    smallerIsBetter: true,
  };
  return [outcomeOf({ ...facts, a: { name: "busy system" }, b: { name: "idle system" } }, figures)];
}

async function secondsOf(caller: Caller, files: Array<[string, Uint8Array]>): Promise<number> {
  const start = performance.now();
  const { batch_id } = await caller.submit(formOf(files));
  await caller.untilDone(batch_id, 120_000);
  return (performance.now() - start) / 1000;
}
