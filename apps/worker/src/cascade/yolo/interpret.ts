import type { Finding } from "../stage.ts";
import type { Layout } from "./layout.ts";
import type { Size } from "./letterbox.ts";
import { assertPossible } from "./possible-boxes.ts";

/** A detector's output with its shape `[batch, rows, columns]`; only the first of the batch is read. */
export interface DetectorOutput {
  data: Float32Array;
  rows: number;
  columns: number;
}

/** Weaker boxes are noise and would not be useful as closest matches either. */
const MIN_CONFIDENCE = 0.01;
/** Enough for one picture. Bounds the cost of suppression, which grows with the square. */
const MAX_CANDIDATES = 300;

/**
 * The boxes of the accepted classes in input pixels, best first.
 *
 * @param accepted for each class of the model, whether it counts
 * @param input size of the model's input
 * @throws {Error} when the output holds NaN, boxes that no picture can have, or classes that are not listed: a
 * failure, not "nothing found"
 */
export function interpret(
  output: DetectorOutput,
  layout: Layout,
  accepted: readonly boolean[],
  input: Size,
): Finding[] {
  if (output.data.subarray(0, output.rows * output.columns).includes(NaN))
    throw new Error("the model's output holds values that are not numbers");
  const found =
    layout === "v5"
      ? readV5(output, accepted)
      : layout === "v8"
        ? readV8(output, accepted)
        : readEnd2End(output, accepted);
  assertPossible(found, input);
  return found.sort((a, b) => b.confidence - a.confidence).slice(0, MAX_CANDIDATES);
}

const isNoise = (confidence: number): boolean => confidence < MIN_CONFIDENCE;

function readV5({ data, rows, columns }: DetectorOutput, accepted: readonly boolean[]): Finding[] {
  const found: Finding[] = [];
  for (let row = 0; row < rows; row += 1) {
    const at = row * columns;
    const objectness = data[at + 4]!;
    if (isNoise(objectness)) continue;
    const confidence = objectness * bestClass(data, at + 5, 1, accepted);
    if (!isNoise(confidence)) found.push(centredBox(data, at, 1, confidence));
  }
  return found;
}

function readV8({ data, columns }: DetectorOutput, accepted: readonly boolean[]): Finding[] {
  const found: Finding[] = [];
  for (let column = 0; column < columns; column += 1) {
    const confidence = bestClass(data, 4 * columns + column, columns, accepted);
    if (!isNoise(confidence)) found.push(centredBox(data, column, columns, confidence));
  }
  return found;
}

function readEnd2End({ data, rows, columns }: DetectorOutput, accepted: readonly boolean[]): Finding[] {
  const found: Finding[] = [];
  for (let row = 0; row < rows; row += 1) {
    const [x1, y1, x2, y2, confidence, label] = data.subarray(
      row * columns,
      (row + 1) * columns,
    ) as unknown as number[];
    // The output's shape does not tell the number of classes, so a wrong list is only found here.
    if (Math.round(label!) >= accepted.length)
      throw new Error(`the model found class ${label}, but only ${accepted.length} classes are listed`);
    if (isNoise(confidence!) || accepted[Math.round(label!)] !== true) continue;
    found.push({ box: { x1: x1!, y1: y1!, x2: x2!, y2: y2! }, confidence: confidence! });
  }
  return found;
}

/** The score of the best class if it is accepted, else 0: a box that is more likely something else does not count. */
function bestClass(data: Float32Array, start: number, step: number, accepted: readonly boolean[]): number {
  let best = 0;
  for (let index = 1; index < accepted.length; index += 1) {
    if (data[start + index * step]! > data[start + best * step]!) best = index;
  }
  return accepted[best] === true ? data[start + best * step]! : 0;
}

function centredBox(data: Float32Array, start: number, step: number, confidence: number): Finding {
  const [x, y, width, height] = [0, 1, 2, 3].map((index) => data[start + index * step]!) as [
    number,
    number,
    number,
    number,
  ];
  return { box: { x1: x - width / 2, y1: y - height / 2, x2: x + width / 2, y2: y + height / 2 }, confidence };
}
