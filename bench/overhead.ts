import { availableParallelism } from "node:os";
import { plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import { bytesWritten } from "./support/bytes-written.ts";
import { compare, outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { openCounter } from "./support/counter.ts";

const SMALL_BATCH = 1_000;
/** `BENCH_LARGE_BATCH=100000` for the largest there is: ten minutes a pair on two cores. */
const LARGE_BATCH = Number(process.env["BENCH_LARGE_BATCH"] || 10_000);
/** A pair with a larger batch than this is measured once, without a warm-up. */
const MEASURED_ONCE_ITEMS = 20_000;
/** The budget of one machine with two cores and a model that costs nothing. */
const BUDGET_ITEMS_PER_SECOND = 250;
/** Small batches until the compilers of all processes have seen their code often enough. */
const WARM_UPS = 4;
/** An item of a large batch may cost at most 1.1 times what it costs in a small one. */
const GOAL_LARGE = 0.91;

/** The cost of an item when the model costs nothing, and whether it grows with the batch. */
export async function benchOverhead(runs: number): Promise<Outcome[]> {
  const system = await startSystem({ workers: availableParallelism(), env: { RESULT_CACHE: "false" } });
  const counter = await openCounter(system);
  const picture = await plainPicture();
  const bytes: { a: number[]; b: number[] } = { a: [], b: [] };
  const rate = async (items: number, written?: number[]): Promise<number> => {
    const before = await bytesWritten(system);
    const perSecond = await counter.rateOf(Array.from({ length: items }, (_, i) => [`${i}.jpg`, picture]));
    written?.push(((await bytesWritten(system)) - before) / items);
    return perSecond;
  };
  const [large, small] = [`batch of ${LARGE_BATCH}`, `batch of ${SMALL_BATCH}`];
  const once = LARGE_BATCH > MEASURED_ONCE_ITEMS;
  try {
    return [
      await compare(
        {
          bench: "overhead per item",
          unit: "items/s",
          goal: 1,
          a: { name: small, run: () => rate(SMALL_BATCH) },
          b: { name: "budget", run: async () => BUDGET_ITEMS_PER_SECOND },
        },
        runs,
        WARM_UPS,
      ),
      await compare(
        {
          bench: "time of an item, large batch",
          unit: "items/s",
          goal: GOAL_LARGE,
          a: { name: large, run: () => rate(LARGE_BATCH, bytes.a) },
          b: { name: small, run: () => rate(SMALL_BATCH, bytes.b) },
        },
        once ? 1 : Math.min(runs, 3),
        once ? 0 : 1,
      ),
      outcomeOf(
        {
          bench: "bytes written an item, large batch",
          unit: "bytes",
          goal: GOAL_LARGE,
          smallerIsBetter: true,
          a: { name: large },
          b: { name: small },
        },
        bytes,
      ),
    ];
  } finally {
    counter.close();
    await system.stop();
  }
}
