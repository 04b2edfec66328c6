import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { openDetectorModel } from "../../apps/worker/src/cascade/yolo/detector-model.ts";
import { inputTensor } from "../../apps/worker/src/cascade/yolo/input-tensor.ts";
import type { InputFormat } from "../../apps/worker/src/cascade/yolo/input-tensor.ts";
import type { Layout } from "../../apps/worker/src/cascade/yolo/layout.ts";
import { letterbox } from "../../apps/worker/src/cascade/yolo/letterbox.ts";
import { readModelMetadata } from "../../apps/worker/src/cascade/yolo/model-metadata.ts";
import { openSession } from "../../apps/worker/src/onnx/session.ts";
import { ItemError } from "../../apps/worker/src/item-error.ts";
import { readLabels } from "../eval/labels.ts";
import { measure } from "../eval/measure.ts";
import type { Measured } from "../eval/measure.ts";

const SIDE_DEFAULT_PX = 640;
const TIMED_RUNS = 10;

/** What a detector file is, and how fast it is here. */
export interface Checked {
  layout: Layout;
  classes: readonly string[];
  /** Whether the file names its classes; otherwise one is assumed. */
  namesClasses: boolean;
  format: InputFormat;
  ms: number;
}

/** @throws {Error} with the reason, when the file cannot be used */
export async function checkFile(path: string, layout: Layout | undefined): Promise<Checked> {
  const { names } = await readModelMetadata(path);
  const classes = names.length > 0 ? [...names] : ["logo"];
  const input = await inputSize(path);
  const model = await openDetectorModel(path, { input, classes: classes.length, ...(layout && { layout }) });
  const grey = { data: new Uint8Array(3).fill(114), width: 1, height: 1 };
  const start = performance.now();
  for (let run = 0; run < TIMED_RUNS; run += 1)
    await model.run((memory) => inputTensor(grey, letterbox(grey, input, 0), model.format, memory));
  const ms = (performance.now() - start) / TIMED_RUNS;
  await model.close();
  return { layout: model.layout, classes, namesClasses: names.length > 0, format: model.format, ms };
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

/** The verdicts on labelled photos with this file as the only stage. */
export async function verdictsOf(
  path: string,
  { format, classes, layout }: Checked,
  folder: string,
  threshold: number,
): Promise<Measured[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-check-"));
  try {
    await copyFile(path, join(dir, "model.onnx"));
    const input_size = [format.height, format.width];
    const stage = { name: "model", type: "yolo", file: "model.onnx", threshold, input_size, classes, layout };
    await writeFile(join(dir, "cascade.json"), JSON.stringify({ brand: "check", stages: [stage] }));
    const cascade = await openCascade(dir);
    const rows: Measured[] = [];
    for (const labelled of await readLabels(folder)) {
      const row = await measure(cascade, folder, labelled).catch((error: unknown) => {
        // A model that fails is not the photo's fault.
        if (!(error instanceof ItemError) || error.category === "model_failed") throw error;
        console.error(`${labelled.file} is left out: ${error.message}`);
      });
      if (row !== undefined) rows.push(row);
    }
    await cascade.close();
    return rows;
  } finally {
    await rm(dir, { recursive: true });
  }
}
