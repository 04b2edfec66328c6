import type { Memory } from "../../onnx/memory.ts";
import { openSession } from "../../onnx/session.ts";
import type { FillInput, PortShape, Session, TensorValue } from "../../onnx/session.ts";
import { widenHalves } from "./half.ts";
import { INPUT_TYPES, inputTensor } from "./input-tensor.ts";
import type { InputFormat, InputType } from "./input-tensor.ts";
import type { DetectorOutput } from "./interpret.ts";
import { fitsLayout, LAYOUTS, layoutsOf, refusalOf } from "./layout.ts";
import type { Layout } from "./layout.ts";
import { letterbox } from "./letterbox.ts";
import type { Size } from "./letterbox.ts";
import { readModelMetadata } from "./model-metadata.ts";

/** A loaded detector with a known input format and output layout. */
export interface DetectorModel {
  format: InputFormat;
  layout: Layout;
  run(fill: FillInput): Promise<DetectorOutput>;
  close(): Promise<void>;
}

export interface DetectorModelOptions {
  input: Size;
  /** Number of classes that the model knows. */
  classes: number;
  /** Their names in order, where they are known: they are compared with those that the file holds. */
  classNames?: readonly string[];
  /** The layout of the output, where its shape fits several. */
  layout?: Layout;
}

/**
 * Loads a detector and runs it on a grey picture once: this warms it up, and free output dimensions are known only
 * afterwards.
 *
 * @throws {Error} with the reason, when the file does not load or is not a detector of a known layout
 */
export async function openDetectorModel(path: string, options: DetectorModelOptions): Promise<DetectorModel> {
  const session = await openSession(path);
  try {
    const refusal = refusalOf(await readModelMetadata(path), options.classes, options.classNames);
    if (refusal !== undefined) throw new Error(refusal);
    if (session.outputs.length > 1 && options.layout === undefined)
      throw new Error(`the model has ${session.outputs.length} outputs; name the layout of the first if that is all`);
    const format = inputFormat(session.inputs, options.input);
    const output = await runDetector(session, (memory) => blankInput(format, memory));
    const layout = checkedLayout([format.batch, output.rows, output.columns], options, format);
    return { format, layout, run: (fill) => runDetector(session, fill), close: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function inputFormat(inputs: readonly PortShape[], { width, height }: Size): InputFormat {
  const [port] = inputs;
  if (port === undefined || inputs.length !== 1)
    throw new Error(`the model takes ${inputs.length} inputs; supported is one picture`);
  const described = `the model's input ${port.name} is ${port.type}[${port.dims.join(", ")}]`;
  const type = INPUT_TYPES.find((known): known is InputType => known === port.type);
  if (type === undefined) throw new Error(`${described}; supported are ${INPUT_TYPES.join(", ")}`);
  const [batch, second, third, fourth] = port.dims;
  const order = second === 3 ? "NCHW" : fourth === 3 ? "NHWC" : undefined;
  if (port.dims.length !== 4 || order === undefined)
    throw new Error(`${described}; supported are [batch, 3, height, width] and [batch, height, width, 3]`);
  const [ownHeight, ownWidth] = order === "NCHW" ? [third, fourth] : [second, third];
  if (!agrees(ownHeight, height) || !agrees(ownWidth, width))
    throw new Error(`${described}, but input_size says ${height} x ${width} (height x width)`);
  const freeSize = typeof ownHeight !== "number" && typeof ownWidth !== "number";
  return { type, order, width, height, freeSize, batch: typeof batch === "number" && batch > 0 ? batch : 1 };
}

const agrees = (own: number | string | undefined, wanted: number): boolean =>
  typeof own !== "number" || own <= 0 || own === wanted;

function blankInput(format: InputFormat, memory: Memory): TensorValue {
  const grey = { data: new Uint8Array(3).fill(114), width: 1, height: 1 };
  return inputTensor(grey, letterbox(grey, { width: 1, height: 1 }, 0), format, memory);
}

async function runDetector(session: Session, fill: FillInput): Promise<DetectorOutput> {
  const [output] = await session.run(fill);
  if (output === undefined || output.dims.length !== 3) throw new Error(noLayout(output?.dims ?? []));
  const [, rows, columns] = output.dims as [number, number, number];
  const data = output.data instanceof Float32Array ? output.data : widenHalves(asHalves(output));
  return { data, rows, columns };
}

function asHalves({ data }: TensorValue): Uint16Array {
  if (data instanceof Uint16Array) return data;
  throw new Error("the model's output is neither float32 nor float16");
}

function checkedLayout(dims: readonly number[], { classes, layout }: DetectorModelOptions, input: Size): Layout {
  if (layout !== undefined) {
    if (fitsLayout(layout, dims, classes)) return layout;
    throw new Error(noLayout(dims, classes, layout));
  }
  const possible = layoutsOf(dims, classes, input);
  const [only, ...others] = possible;
  const known = LAYOUTS.find((each) => each === only);
  if (known !== undefined && others.length === 0) return known;
  if (possible.length === 0) throw new Error(noLayout(dims, classes));
  const shape = `the model's output is [${dims.join(", ")}], which may be ${possible.join(" or ")}`;
  throw new Error(`${shape}; name the layout (${LAYOUTS.join(", ")}) in cascade.json if it is one of these`);
}

function noLayout(dims: readonly number[], classes?: number, configured?: Layout): string {
  const nc = classes === undefined ? "nc" : `${classes}`;
  const problem = configured === undefined ? "fits no known layout" : `does not fit layout ${configured}`;
  const known = `[batch, N, 5 + ${nc}] (v5), [batch, 4 + ${nc}, N] (v8) and [batch, N, 6] (end2end)`;
  return `the model's output is [${dims.join(", ")}], which ${problem}; with the number of classes listed, known are ${known}`;
}
