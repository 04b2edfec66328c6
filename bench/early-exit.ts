import { once } from "node:events";
import { existsSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleForWorker, startBundled } from "./support/bundle.ts";
import type { Asked, Timed } from "./support/cascade-timer.ts";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Folders of photos with and without the logo, where they are at hand; they are not part of the project. */
const PHOTOS =
  process.env["BENCH_PHOTOS"]?.split(",") ?? ["logo", "none"].map((name) => `${root}../shared/data/${name}`);
const PICTURES_A_FOLDER = 20;

/** What the shipped cascade costs when the first stage that is sure ends it, by the stage that did, against running all stages. */
export async function benchEarlyExit(runs: number): Promise<Outcome[]> {
  const paths = await pictures();
  const entry = await bundleForWorker("cascade-timer");
  const unruled = await modelsWithoutRejects();
  const [cascade, stages] = [await startBundled(entry, [`${root}models`]), await startBundled(entry, [unruled])];
  const ask = async (child: ChildProcess): Promise<Timed[]> => {
    const answer = once(child, "message") as Promise<[Timed[]]>;
    child.send({ paths, all: child === stages } satisfies Asked);
    return (await answer)[0];
  };
  const early: Timed[][] = [];
  const all: Timed[][] = [];
  try {
    await ask(cascade);
    for (let i = 0; i < runs; i += 1) {
      for (const side of i % 2 === 0 ? [early, all] : [all, early])
        side.push(await ask(side === all ? stages : cascade));
      process.stderr.write(`early-exit: run ${i + 1} of ${runs}\n`);
    }
  } finally {
    for (const child of [cascade, stages]) child.kill();
    await rm(unruled, { recursive: true });
  }
  const deciders = [...new Set(early[0]?.map(({ detectedBy }) => detectedBy))];
  return [undefined, ...deciders].map((decider) => outcomeBy(decider, early, all));
}

/** The shipped models in a folder where no stage may rule the logo out, so that all of them look. */
async function modelsWithoutRejects(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-bench-"));
  for (const name of await readdir(`${root}models`))
    if (name.endsWith(".onnx")) await cp(`${root}models/${name}`, join(dir, name));
  const { stages, ...rest } = JSON.parse(await readFile(`${root}models/cascade.json`, "utf8")) as {
    stages: Array<Record<string, unknown>>;
  };
  await writeFile(
    join(dir, "cascade.json"),
    JSON.stringify({ ...rest, stages: stages.map(({ reject: _reject, ...stage }) => stage) }),
  );
  return dir;
}

/** Of the pictures that one stage decided (null: none did; undefined: all pictures). */
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

/** Some of a folder's pictures, spread evenly over it. */
async function picturesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder))
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name) && !["torn.jpg", "shopping-list.jpg"].includes(name))
    .toSorted();
  const step = Math.max(1, names.length / PICTURES_A_FOLDER);
  return names.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).map((name) => `${folder}/${name}`);
}
