import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { outcomeOf, spreadOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { startBundled } from "./support/bundle.ts";
import { photosOfMix } from "./support/mix-photos.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Another checkout of the project, built (`pnpm build`), to compare with. */
const AGAINST = process.env["BENCH_AGAINST"];
/** What an image of the whole mix may cost on one core. */
const BUDGET_MS = 20;
const MAX_PIXELS = 50_000_000;

const FIGURES: Record<string, (times: readonly number[]) => number> = {
  mean: (times) => times.reduce((sum, each) => sum + each, 0) / times.length,
  median: (times) => spreadOf(times).median,
  "90 %": (times) => times.toSorted((a, b) => a - b)[Math.floor(0.9 * (times.length - 1))] ?? NaN,
};

/** Cost of an image of the whole mix, decoding included: this build against another one, or else the budget. */
export async function benchMix(runs: number): Promise<Outcome[]> {
  const paths = await photosOfMix();
  const start = (checkout: string): Promise<ChildProcess> =>
    startBundled(`${root}bench/processes/mix-timer.mjs`, [checkout, String(MAX_PIXELS)]);
  const here = await start(root);
  const there = AGAINST === undefined ? undefined : await start(AGAINST);
  const times = { a: [] as number[][], b: [] as number[][] };
  try {
    for (const child of [here, there]) await timesOf(child, paths.slice(0, 5));
    for (let run = 0; run < runs; run += 1) {
      for (const side of run % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const))
        times[side].push(await timesOf(side === "a" ? here : there, paths));
      process.stderr.write(`mix: run ${run + 1} of ${runs}\n`);
    }
  } finally {
    here.disconnect();
    there?.disconnect();
  }
  return Object.entries(FIGURES).map(([figure, of]) =>
    outcomeOf(
      {
        bench: `mix of ${paths.length} photos, ${figure}`,
        unit: "ms of a core an image",
        smallerIsBetter: true,
        a: { name: "this build" },
        b: { name: there === undefined ? "budget" : "other build" },
      },
      { a: times.a.map(of), b: times.b.map(of) },
    ),
  );
}

async function timesOf(child: ChildProcess | undefined, paths: readonly string[]): Promise<number[]> {
  if (child === undefined) return [BUDGET_MS];
  const response = once(child, "message") as Promise<[number[]]>;
  child.send(paths);
  return (await response)[0];
}
