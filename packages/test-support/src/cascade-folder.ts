import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the small models that make-models.py writes. */
export const FIXTURE_MODELS = fileURLToPath(new URL("../models", import.meta.url));

/** A yolo stage of cascade.json for one of the fixture models. */
export async function yoloStage(model: string, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const file = `${model}.onnx`;
  const sha256 = createHash("sha256")
    .update(await readFile(join(FIXTURE_MODELS, file)))
    .digest("hex");
  return { name: model, type: "yolo", file, sha256, input_size: 160, classes: ["logo"], threshold: 0.5, ...more };
}

/** A verify stage that reads red, green and blue stripes as "a", "b" and "c". */
export function verifyStage(more: Record<string, unknown> = {}): Record<string, unknown> {
  const files = { file: "word-reader.onnx", characters: "word-reader.txt" };
  const calibration = { intercept: 4, reading: 2, proposal: 1 };
  return { name: "verify", type: "verify", ...files, words: ["abc"], calibration, threshold: 0.5, ...more };
}

/** Creates a models folder with these stages and their fixture models. */
export async function cascadeFolder(stages: readonly Record<string, unknown>[], brand = "Red"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "symphony-models-"));
  await writeFile(join(folder, "cascade.json"), JSON.stringify({ brand, stages }));
  const inner = stages
    .flatMap((stage) => [stage["classifier"], stage["second_look"]])
    .map((model) => (model as { file?: unknown } | undefined)?.file);
  for (const file of [...inner, ...stages.flatMap((stage) => [stage["file"], stage["characters"]])]) {
    if (typeof file === "string") await copyFile(join(FIXTURE_MODELS, file), join(folder, file)).catch(() => {});
  }
  return folder;
}
