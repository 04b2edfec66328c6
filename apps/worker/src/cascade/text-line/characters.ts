import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The characters of a recogniser in the order of its classes: the lines of the file, and then a space, as PP-OCR counts
 * them.
 *
 * @throws {Error} when the file cannot be read
 */
export async function readCharacters(modelsDir: string, file: string): Promise<string[]> {
  const text = await readFile(join(modelsDir, file), "utf8").catch((cause: unknown) => {
    throw new Error(`the file ${file} cannot be read`, { cause });
  });
  return [...text.replace(/\r?\n$/, "").split(/\r?\n/), " "];
}
