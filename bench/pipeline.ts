import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSystem } from "@symphony/test-support/system";
import { openBareLoop } from "./support/bare-loop.ts";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { openCounter } from "./support/counter.ts";
import { makePhotos, sampleBytes } from "./support/pictures.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The whole system, from upload to the last result on disk, against decoding and models alone. */
export async function benchPipeline(runs: number): Promise<Outcome[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-bench-"));
  try {
    const photos = await makePhotos(dir, 240, 1200);
    const files = await Promise.all(
      photos.map(async (path): Promise<[string, Uint8Array]> => [path.slice(dir.length + 1), await readFile(path)]),
    );
    const samples = await sampleBytes(192);
    for (const [name, bytes] of samples) await writeFile(join(dir, name), bytes);
    return [
      await efficiency("pipeline, 8.7 GFLOPs", 0.85, await heavyModels(dir), files, dir, runs),
      await efficiency("pipeline, shipped cascade", 0.95, `${root}models`, samples, dir, runs),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function efficiency(
  bench: string,
  goal: number,
  modelsDir: string,
  files: Array<[string, Uint8Array]>,
  dir: string,
  runs: number,
): Promise<Outcome> {
  const paths = files.map(([name]) => join(dir, name));
  const system = await startSystem({ workers: availableParallelism(), modelsDir, env: { RESULT_CACHE: "false" } });
  const loop = await openBareLoop(modelsDir);
  const counter = await openCounter(system);
  try {
    return await compare(
      {
        bench,
        unit: "images/s",
        goal,
        a: { name: "whole system", run: () => counter.rateOf(files) },
        b: { name: "bare loop", run: () => loop.run(paths) },
      },
      runs,
    );
  } finally {
    loop.close();
    counter.close();
    await system.stop();
  }
}

async function heavyModels(dir: string): Promise<string> {
  const file = `${root}bench/models/heavy.onnx`;
  await copyFile(file, join(dir, "heavy.onnx"));
  const sha256 = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  const stage = {
    name: "heavy",
    type: "yolo",
    file: "heavy.onnx",
    sha256,
    input_size: 640,
    classes: ["logo"],
    threshold: 0.5,
  };
  await writeFile(join(dir, "cascade.json"), JSON.stringify({ brand: "bench", stages: [stage] }));
  return dir;
}
