import type { Pixels } from "../../decode/pixels.ts";
import type { Memory } from "../../onnx/memory.ts";
import type { TensorData, TensorValue } from "../../onnx/session.ts";
import { narrowUnit } from "./half.ts";
import type { Placement, Size } from "./letterbox.ts";

export const INPUT_TYPES = ["float32", "float16", "uint8"] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** The input of a model. The picture is the first of its batch; the others stay empty. */
export interface InputFormat extends Size {
  type: InputType;
  order: "NCHW" | "NHWC";
  batch: number;
  /** Whether the model accepts any size; width and height are then the largest to use. */
  freeSize: boolean;
}

/** The background that Ultralytics' YOLO is trained with. */
const GREY = 114;
const WHITE = 255;

/** The input value for each byte: 0..1 for floats, the byte itself for uint8 (such models scale it themselves). */
const LEVELS: Record<InputType, TensorData> = {
  float32: Float32Array.from({ length: 256 }, (_, level) => level / 255),
  float16: Uint16Array.from({ length: 256 }, (_, level) => narrowUnit(level / 255)),
  uint8: Uint8Array.from({ length: 256 }, (_, level) => level),
};

const ARRAY_TYPES = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array } satisfies Record<
  InputType,
  unknown
>;

/**
 * Places a resized picture with its white margin on a grey input, in the model's number format.
 *
 * @returns `[batch, 3, height, width]` (NCHW) or `[batch, height, width, 3]` (NHWC)
 */
export function inputTensor(picture: Pixels, place: Placement, format: InputFormat, memory: Memory): TensorValue {
  const { width, height, batch, type, order } = format;
  const dims = order === "NCHW" ? [batch, 3, height, width] : [batch, height, width, 3];
  if (type === "uint8" && order === "NHWC") return { dims, data: byteRows(picture, place, format, memory) };
  const levels = LEVELS[type];
  const plane = width * height;
  const data: TensorData = greyInput(type, format, memory);
  // Distance in elements to the next pixel of a row, and to the next channel.
  const [pixelStep, channelStep] = order === "NCHW" ? [1, plane] : [3, 1];

  fillMargin(data, levels[WHITE]!, place, format, pixelStep, channelStep);
  for (let row = 0; row < picture.height; row += 1) {
    let to = ((place.top + row) * width + place.left) * pixelStep;
    let from = row * picture.width * 3;
    for (let column = 0; column < picture.width; column += 1, to += pixelStep, from += 3) {
      data[to] = levels[picture.data[from]!]!;
      data[to + channelStep] = levels[picture.data[from + 1]!]!;
      data[to + 2 * channelStep] = levels[picture.data[from + 2]!]!;
    }
  }
  return { dims, data };
}

/** The buffer as the model's numbers: the first picture is grey, the rest of the batch zero. */
function greyInput<T extends InputType>(
  type: T,
  format: InputFormat,
  memory: Memory,
): InstanceType<(typeof ARRAY_TYPES)[T]>;
function greyInput(type: InputType, { width, height, batch }: InputFormat, memory: Memory): TensorData {
  const ArrayType = ARRAY_TYPES[type];
  const picture = 3 * width * height;
  const length = batch * picture;
  return new ArrayType(memory(length * ArrayType.BYTES_PER_ELEMENT), 0, length)
    .fill(LEVELS[type][GREY]!, 0, picture)
    .fill(0, picture);
}

/** An input with the byte order of the picture: rows are copied, and a picture of the full size is used as it is. */
function byteRows(picture: Pixels, place: Placement, format: InputFormat, memory: Memory): Uint8Array {
  const { width, height, batch } = format;
  if (batch === 1 && picture.width === width && picture.height === height) return picture.data;
  const data = greyInput("uint8", format, memory);
  const { left, top, margin } = place;
  for (let row = top - margin; row < top + place.height + margin; row += 1) {
    data.fill(WHITE, 3 * (row * width + left - margin), 3 * (row * width + left + place.width + margin));
  }
  for (let row = 0; row < picture.height; row += 1) {
    data.set(
      picture.data.subarray(3 * row * picture.width, 3 * (row + 1) * picture.width),
      3 * ((top + row) * width + left),
    );
  }
  return data;
}

function fillMargin(
  data: TensorData,
  white: number,
  place: Placement,
  { width }: Size,
  pixelStep: number,
  channelStep: number,
): void {
  if (place.margin === 0) return;
  const left = place.left - place.margin;
  const right = place.left + place.width + place.margin;
  const bottom = place.top + place.height + place.margin;
  for (let row = place.top - place.margin; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      const at = (row * width + column) * pixelStep;
      for (let channel = 0; channel < 3; channel += 1) data[at + channel * channelStep] = white;
    }
  }
}
