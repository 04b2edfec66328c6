/**
 * `pnpm models:check <file.onnx> [--photos <folder with labels.csv>] [--threshold 0.5] [--layout v8] [--int8]`
 *
 * Says what a detector file is and how fast it is on this machine and, with labelled photos, how often it is right.
 */
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { openDetectorModel } from "../../apps/worker/src/cascade/yolo/detector-model.ts";
import { inputTensor } from "../../apps/worker/src/cascade/yolo/input-tensor.ts";
import { LAYOUTS } from "../../apps/worker/src/cascade/yolo/layout.ts";
import { letterbox } from "../../apps/worker/src/cascade/yolo/letterbox.ts";
import { readModelMetadata } from "../../apps/worker/src/cascade/yolo/model-metadata.ts";
import { openSession } from "../../apps/worker/src/onnx/session.ts";
import { readLabels } from "../eval/labels.ts";
import { ItemError } from "../../apps/worker/src/item-error.ts";
import { measure } from "../eval/measure.ts";
import type { Measured } from "../eval/measure.ts";
import { reportOf } from "../eval/report.ts";

const SIDE_DEFAULT_PX = 640;
const TIMED_RUNS = 10;
const INT8 =
  "int8 is made in Python: `python -m logotrain.quantize` in models/training (README.md there). Check its file with this command too, and use it only where the accuracy stays.";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: "string" },
    threshold: { type: "string", default: "0.5" },
    layout: { type: "string" },
    int8: { type: "boolean", default: false },
  },
});
const [file] = positionals;
if (file === undefined) {
  console.error("Usage: pnpm models:check <file.onnx> [--photos <folder>] [--threshold 0.5] [--layout v8] [--int8]");
  process.exit(1);
}

try {
  await check(file);
  if (values.int8) console.log(INT8);
} catch (error) {
  console.error(`${file} cannot be used: ${(error as Error).message}.`);
  process.exitCode = 1;
}

async function check(path: string): Promise<void> {
  const { names } = await readModelMetadata(path);
  const classes = names.length > 0 ? [...names] : ["logo"];
  const layout = LAYOUTS.find((known) => known === values.layout);
  const input = await inputSize(path);
  const model = await openDetectorModel(path, { input, classes: classes.length, ...(layout && { layout }) });
  const { format } = model;
  const grey = { data: new Uint8Array(3).fill(114), width: 1, height: 1 };
  const start = performance.now();
  for (let run = 0; run < TIMED_RUNS; run += 1)
    await model.run((memory) => inputTensor(grey, letterbox(grey, input, 0), format, memory));
  const ms = (performance.now() - start) / TIMED_RUNS;
  await model.close();
  console.log(
    `layout: ${model.layout}\nclasses: ${classes.join(", ")}${names.length > 0 ? "" : " (assumed: the file names none)"}`,
  );
  console.log(
    `input: ${format.height} x ${format.width} (height x width), ${format.type}${format.freeSize ? ", any size" : ""}`,
  );
  console.log(`speed: ${ms.toFixed(1)} ms an image on one thread`);
  if (values.photos !== undefined)
    await accuracy(path, values.photos, { input_size: [input.height, input.width], classes, layout: model.layout });
}

/** The fixed size of the model's input, or the default for one of free size. */
async function inputSize(path: string): Promise<{ width: number; height: number }> {
  const session = await openSession(path);
  const dims = session.inputs[0]?.dims ?? [];
  await session.close();
  const [height, width] = dims[3] === 3 ? [dims[1], dims[2]] : [dims[2], dims[3]];
  const side = (size: unknown): number => (typeof size === "number" && size > 0 ? size : SIDE_DEFAULT_PX);
  return { width: side(width), height: side(height) };
}

async function accuracy(path: string, folder: string, config: Record<string, unknown>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-check-"));
  try {
    await copyFile(path, join(dir, "model.onnx"));
    const stage = { name: "model", type: "yolo", file: "model.onnx", threshold: Number(values.threshold), ...config };
    await writeFile(join(dir, "cascade.json"), JSON.stringify({ brand: "check", stages: [stage] }));
    const cascade = await openCascade(dir);
    const rows: Measured[] = [];
    for (const labelled of await readLabels(folder)) {
      const row = await measure(cascade, folder, labelled).catch((error: unknown) => {
        if (!(error instanceof ItemError)) throw error;
        console.error(`${labelled.file} is left out: ${error.message}`);
      });
      if (row !== undefined) rows.push(row);
    }
    await cascade.close();
    console.log(reportOf(rows, cascade.stageNames));
  } finally {
    await rm(dir, { recursive: true });
  }
}
