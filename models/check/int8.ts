import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isWrong } from "../eval/measure.ts";
import type { Measured } from "../eval/measure.ts";

const SCRIPT = fileURLToPath(new URL("quantize.py", import.meta.url));

export const int8PathOf = (path: string): string => path.replace(/(\.onnx)?$/, ".int8.onnx");

/**
 * Writes an int8 copy of a detector beside it, calibrated on the photos of a folder. This runs Python, because
 * onnxruntime has no quantisation for Node.js.
 *
 * @throws {Error} with what to install, when Python or its packages are missing
 */
export async function makeInt8(path: string, photos: string, python: string): Promise<string> {
  const out = int8PathOf(path);
  try {
    await promisify(execFile)(python, [SCRIPT, "--model", path, "--out", out, "--photos", photos]);
  } catch (cause) {
    const lines = String((cause as { stderr?: string }).stderr || (cause as Error).message).trim();
    const needs = `int8 needs Python with models/training/requirements.txt (--python names it)`;
    throw new Error(`${needs}; ${python} said: ${lines.split("\n").at(-1)}`, { cause });
  }
  return out;
}

/** The photos that were right with the file and are wrong with its int8 copy. */
export function lostIn(before: readonly Measured[], after: readonly Measured[]): string[] {
  const wrongBefore = new Set(before.filter(isWrong).map(({ file }) => file));
  return after.filter((row) => isWrong(row) && !wrongBefore.has(row.file)).map(({ file }) => file);
}
