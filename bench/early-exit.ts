import { once } from "node:events";
import { existsSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFor, startBundled } from "./support/bundle.ts";
import type { Timed, TimerRequest } from "./processes/cascade-timer.ts";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Folders of photos with and without the logo, if there are some. They are not part of the project. */
const PHOTOS =
  process.env["BENCH_PHOTOS"]?.split(",") ?? ["logo", "none"].map((name) => `${root}../shared/data/${name}`);
const PICTURES_A_FOLDER = 20;

/** Cost of the shipped cascade with early exit against running all stages, by the stage that decided. */
export async function benchEarlyExit(runs: number): Promise<Outcome[]> {
  const paths = await pictures();
  const entry = await bundleFor("worker", "cascade-timer.ts");
  const withoutRejects = await copyModelsWithoutRejects();
  const [cascade, stages] = [await startBundled(entry, [`${root}models`]), await startBundled(entry, [withoutRejects])];
  const timesOf = async (child: ChildProcess): Promise<Timed[]> => {
    const response = once(child, "message") as Promise<[Timed[]]>;
    child.send({ paths, all: child === stages } satisfies TimerRequest);
    return (await response)[0];
  };
  const early: Timed[][] = [];
  const all: Timed[][] = [];
  try {
    await timesOf(cascade);
    for (let i = 0; i < runs; i += 1) {
      for (const side of i % 2 === 0 ? [early, all] : [all, early])
        side.push(await timesOf(side === all ? stages : cascade));
      process.stderr.write(`early-exit: run ${i + 1} of ${runs}\n`);
    }
  } finally {
    for (const child of [cascade, stages]) child.kill();
    await rm(withoutRejects, { recursive: true });
  }
  const deciders = [...new Set(early[0]?.map(({ detectedBy }) => detectedBy))];
  return [undefined, ...deciders].map((decider) => outcomeBy(decider, early, all));
}

/** Copies the shipped models into a folder where no stage may reject a picture, so that all of them run. */
async function copyModelsWithoutRejects(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-bench-"));
  // Whatever the cascade names that is a file, at any depth: models, characters, artwork.
  const named = new Set<string>();
  const { stages, ...rest } = JSON.parse(
    await readFile(`${root}models/cascade.json`, "utf8"),
    (_key, value: unknown) => {
      if (typeof value === "string" && value !== "") named.add(value);
      return value;
    },
  ) as { stages: Array<Record<string, unknown>> };
  for (const name of named)
    if (existsSync(`${root}models/${name}`)) await cp(`${root}models/${name}`, join(dir, name), { recursive: true });
  await writeFile(
    join(dir, "cascade.json"),
    JSON.stringify({ ...rest, stages: stages.map(({ reject: _reject, ...stage }) => stage) }),
  );
  return dir;
}

/** The outcome for the pictures that one stage decided (null: no stage did; undefined: all pictures). */
function outcomeBy(decider: string | null | undefined, early: readonly Timed[][], all: readonly Timed[][]): Outcome {
  const chosen = (early[0] ?? []).flatMap(({ detectedBy }, i) =>
    decider === undefined || detectedBy === decider ? [i] : [],
  );
  const mean = (timed: readonly Timed[]): number =>
    chosen.reduce((sum, i) => sum + (timed[i]?.ms ?? NaN), 0) / chosen.length;
  const share = Math.round((100 * chosen.length) / (early[0]?.length ?? NaN));
  const whose =
    decider === undefined
      ? `all ${chosen.length} pictures`
      : `${share} % ${decider === null ? "not found" : `found by ${decider}`}`;
  return outcomeOf(
    {
      bench: `early exit, ${whose}`,
      unit: "ms an image",
      smallerIsBetter: true,
      a: { name: "cascade" },
      b: { name: "all stages" },
    },
    { a: early.map(mean), b: all.map(mean) },
  );
}

async function pictures(): Promise<string[]> {
  const folders = PHOTOS.every((folder) => existsSync(folder)) ? PHOTOS : [`${root}samples`];
  return (await Promise.all(folders.map(picturesIn))).flat();
}

/** A sample of a folder's pictures, spread evenly over it. */
async function picturesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder))
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name) && !["torn.jpg", "shopping-list.jpg"].includes(name))
    .toSorted();
  const step = Math.max(1, names.length / PICTURES_A_FOLDER);
  return names.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).map((name) => `${folder}/${name}`);
}
