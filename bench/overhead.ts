import { availableParallelism } from "node:os";
import { createCaller, formOf } from "../tests/support/client.ts";
import { plainPicture } from "../tests/support/pictures.ts";
import { startSystem } from "../tests/support/system.ts";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const SMALL_BATCH = 1_000;
const LARGE_BATCH = Number(process.env["BENCH_LARGE_BATCH"] ?? 10_000);
/** What one machine with two cores should get through with a model that costs nothing. */
const GOAL_ITEMS_PER_SECOND = 300;

/** The cost of an item when the model costs nothing, and whether it grows with the batch. */
export async function benchOverhead(runs: number): Promise<Outcome[]> {
  const system = await startSystem({ workers: availableParallelism(), env: { REUSE_ANSWERS: "false" } });
  const caller = createCaller(system.url);
  const picture = await plainPicture();
  const rate = async (items: number): Promise<number> => {
    const form = formOf(Array.from({ length: items }, (_, i) => [`${i}.jpg`, picture]));
    const start = performance.now();
    const { batch_id } = await caller.submit(form);
    await caller.untilDone(batch_id, 1_800_000);
    return (items * 1000) / (performance.now() - start);
  };
  try {
    return [
      await compare({ bench: "overhead per item", unit: "items/s", goal: 1, a: { name: `batch of ${SMALL_BATCH}`, run: () => rate(SMALL_BATCH) }, b: { name: "asked for", run: async () => GOAL_ITEMS_PER_SECOND } }, runs),
      await compare({ bench: "cost in a large batch", unit: "items/s", goal: 0.91, a: { name: `batch of ${LARGE_BATCH}`, run: () => rate(LARGE_BATCH) }, b: { name: `batch of ${SMALL_BATCH}`, run: () => rate(SMALL_BATCH) } }, Math.min(runs, 3)),
    ];
  } finally {
    await system.stop();
  }
}
