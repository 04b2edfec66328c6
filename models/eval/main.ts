/**
 * `pnpm models:eval <folder> [--models <folder>] [--sheet <file.png>]`
 *
 * Runs the worker's cascade on labelled photos, one after the other on one thread. Prints its accuracy and the time of
 * each stage, and draws the wrong results.
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { ItemError } from "../../apps/worker/src/item-error.ts";
import { readLabels } from "./labels.ts";
import { isWrong, measure } from "./measure.ts";
import type { Measured } from "./measure.ts";
import { reportOf } from "./report.ts";
import { photoTile, writeSheet } from "./sheet.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: "string", default: "models" },
    sheet: { type: "string", default: ".run/models-eval.png" },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error("Usage: pnpm models:eval <folder with labels.csv> [--models <folder>] [--sheet <file.png>]");
  process.exit(1);
}

const cascade = await openCascade(values.models);
const rows: Measured[] = [];
for (const labelled of await readLabels(folder)) {
  try {
    rows.push(await measure(cascade, folder, labelled));
  } catch (error) {
    // A model that fails is not the photo's fault.
    if (!(error instanceof ItemError) || error.category === "model_failed") throw error;
    console.error(`${labelled.file} is left out: ${error.message}`);
  }
}
await cascade.close();
console.log(reportOf(rows, cascade.stageNames));
const wrong = rows.filter(isWrong);
if (wrong.length > 0) {
  await mkdir(dirname(values.sheet), { recursive: true });
  await writeSheet(await Promise.all(wrong.map((row) => photoTile(folder, row))), values.sheet);
  console.log(`\n${values.sheet} shows the wrong ones: found in red, labelled in green.`);
}
