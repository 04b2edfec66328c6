import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutation } from "./mutation-list.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** @throws Error when the source text changed so that the mutation would change nothing */
export async function mutatedText({ name, file, from, to }: Mutation): Promise<string> {
  const text = await readFile(pathOf(file), "utf8");
  const mutated = text.replace(from, () => to);
  if (mutated === text) throw new Error(`the mutation "${name}" no longer matches the text of ${file}`);
  return mutated;
}

/** The file in packages or in apps. */
function pathOf(file: string): string {
  const paths = ["packages", "apps"].map((folder) => join(ROOT, folder, file));
  return paths.find(existsSync) ?? (paths[0] as string);
}
