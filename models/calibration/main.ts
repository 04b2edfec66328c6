/**
 * `pnpm models:calibrate <labelled folder>… [--models <folder>] [--states clean,dark]`
 *
 * Fits the calibration of the verify stage on half of the photos (by the digest of the name) in all states, and prints
 * it with a table of how confidences and marks agree on the other half; the same the other way round; and the fit on
 * all photos.
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { readCascadeFile } from "../../apps/worker/src/cascade/cascade-file.ts";
import { ItemError } from "../../apps/worker/src/item-error.ts";
import { readLabels, shouldBeFound } from "../eval/labels.ts";
import { STATES } from "../stress/states.ts";
import { fitCalibration, reliabilityTable } from "./fit.ts";
import type { Sample } from "./fit.ts";
import { openSampler } from "./samples.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: "string", default: "models" },
    states: { type: "string", default: Object.keys(STATES).join(",") },
  },
});
if (positionals.length === 0) {
  console.error("Usage: pnpm models:calibrate <folder with labels.csv>… [--states clean,dark]");
  process.exit(1);
}

/** Variants of one product (`cooler_1.png`, `cooler_2.png`) are on the same side. */
const VARIANT = /_\d+(?=\.)/;
/** The same half for a photo in every run, whatever other photos there are. */
const isForFit = (file: string): boolean =>
  createHash("sha256").update(file.replace(VARIANT, "")).digest()[0]! % 2 === 0;

const sampler = await openSampler(await readCascadeFile(values.models), values.models);
const [forFit, apart]: [Sample[], Sample[]] = [[], []];
for (const folder of positionals) {
  for (const photo of await readLabels(folder)) {
    if (photo.box.length === 0 && shouldBeFound(photo.label) !== false) continue;
    // Photos without a mark are plenty: one state is enough.
    const states = photo.box.length > 0 ? values.states.split(",") : ["clean"];
    try {
      (isForFit(photo.file) ? forFit : apart).push(...(await sampler.samples(folder, photo, states)));
    } catch (error) {
      if (!(error instanceof ItemError)) throw error;
      console.error(`${photo.file} is left out: ${error.message}`);
    }
  }
}
await sampler.close();
for (const [name, fitted, measured] of [
  ["one half", forFit, apart],
  ["the other half", apart, forFit],
] as const) {
  const calibration = fitCalibration(fitted);
  console.log(`fitted on ${name}, ${fitted.length} proposals: ${JSON.stringify(calibration)}; measured on the rest:\n`);
  console.log(`${reliabilityTable(measured, calibration)}\n`);
}
const all = [...forFit, ...apart];
console.log(`fitted on all ${all.length}: ${JSON.stringify(fitCalibration(all))}`);
