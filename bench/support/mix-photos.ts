import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLabels } from "../../models/eval/labels.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** A folder of photos, with `labels.csv` if only those listed are meant. They are not part of the project. */
const FOLDER = process.env["BENCH_MIX"] ?? `${root}../shared/data`;
const UNREADABLE_SAMPLES = new Set(["torn.jpg", "shopping-list.jpg"]);

/** All photos of the folder as they are weighted there, or else the readable samples. */
export async function photosOfMix(): Promise<string[]> {
  if (existsSync(FOLDER)) return (await readLabels(FOLDER)).map(({ file }) => join(FOLDER, file));
  const names = (await readdir(`${root}samples`)).filter((name) => /\.(jpe?g|png|webp|gif)$/i.test(name));
  return names.filter((name) => !UNREADABLE_SAMPLES.has(name)).map((name) => `${root}samples/${name}`);
}
