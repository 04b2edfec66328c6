import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundleForWorker, startBundled } from "./support/bundle.ts";
import type { Asked, Timed } from "./support/cascade-timer.ts";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Photos of products, where they are at hand; they are not part of the project. */
const PHOTOS = process.env["BENCH_PHOTOS"] || `${root}../shared/data/logo`;
const PICTURES_MAX = 40;

/** What the shipped cascade costs when the first stage that is sure ends it, by the stage that did, against running all stages. */
export async function benchEarlyExit(runs: number): Promise<Outcome[]> {
  const paths = await pictures();
  const child = await startBundled(await bundleForWorker("cascade-timer"), [`${root}models`]);
  const ask = async (all: boolean): Promise<Timed[]> => {
    const answer = once(child, "message") as Promise<[Timed[]]>;
    child.send({ paths, all } satisfies Asked);
    return (await answer)[0];
  };
  const early: Timed[][] = [];
  const all: Timed[][] = [];
  try {
    await ask(false);
    for (let i = 0; i < runs; i += 1) {
      for (const side of i % 2 === 0 ? [early, all] : [all, early]) side.push(await ask(side === all));
      process.stderr.write(`early-exit: run ${i + 1} of ${runs}\n`);
    }
  } finally {
    child.kill();
  }
  const deciders = [...new Set(early[0]?.map(({ detectedBy }) => detectedBy))];
  return [undefined, ...deciders].map((decider) => outcomeBy(decider, early, all));
}

/** Of the pictures that one stage decided (null: none did; undefined: all pictures). */
function outcomeBy(decider: string | null | undefined, early: readonly Timed[][], all: readonly Timed[][]): Outcome {
  const chosen = (early[0] ?? []).flatMap(({ detectedBy }, i) => (decider === undefined || detectedBy === decider ? [i] : []));
  const mean = (timed: readonly Timed[]): number => chosen.reduce((sum, i) => sum + (timed[i]?.ms ?? NaN), 0) / chosen.length;
  const share = Math.round((100 * chosen.length) / (early[0]?.length ?? NaN));
  const whose = decider === undefined ? `all ${chosen.length} pictures` : `${share} % ${decider === null ? "not found" : `found by ${decider}`}`;
  return outcomeOf({ bench: `early exit, ${whose}`, unit: "ms an image", smallerIsBetter: true, a: { name: "cascade" }, b: { name: "all stages" } }, { a: early.map(mean), b: all.map(mean) });
}

async function pictures(): Promise<string[]> {
  const dir = existsSync(PHOTOS) ? PHOTOS : `${root}samples`;
  const names = (await readdir(dir)).filter((name) => /\.(jpe?g|png|webp)$/i.test(name) && !["torn.jpg", "shopping-list.jpg"].includes(name));
  const step = Math.max(1, names.length / PICTURES_MAX);
  return names.toSorted().filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).map((name) => `${dir}/${name}`);
}
