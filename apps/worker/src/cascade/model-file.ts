import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The path of a stage's model, after its checksum was compared with the listed one.
 *
 * @throws {Error} when the file cannot be read or has another checksum than listed
 */
export async function checkedModelFile(
  modelsDir: string,
  { file, sha256 }: { file: string; sha256?: string | undefined },
): Promise<string> {
  const path = join(modelsDir, file);
  const model = await readFile(path).catch((cause: unknown) => {
    throw new Error(`the file ${file} cannot be read`, { cause });
  });
  if (sha256 === undefined) return path;
  const found = createHash("sha256").update(model).digest("hex");
  if (found !== sha256.toLowerCase())
    throw new Error(`the file ${file} is not the one listed: its sha256 is ${found}, expected ${sha256}`);
  return path;
}
