/**
 * `pnpm models:stress <labelled folder> [--models <folder>] [--min-width <px>] [--labels logo,tiny] [--states clean,dark] [--around <px>] [--close-up <share>] [--first <n>] [--sheet <file.png>]`
 *
 * Puts labelled photos into the states in which people send them, and runs the worker's cascade on each. Prints what
 * is found by state and size of the mark, and draws the misses and the false alarms. `--around` uses only a square
 * around each mark, which takes less time; `--close-up 0.8` only so much that the mark takes that share of its width.
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { ItemError } from "../../apps/worker/src/item-error.ts";
import { readLabels } from "../eval/labels.ts";
import { writeSheet } from "../eval/sheet.ts";
import { closeUp, cropPhoto } from "./crop-photo.ts";
import { MIN_WIDTH_PX, stressReport } from "./report.ts";
import type { Outcome } from "./report.ts";
import { readPhoto } from "./marked-photo.ts";
import { STATES } from "./states.ts";
import { isWrong, outcomeOf, markTile } from "./outcome.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: "string", default: "models" },
    "min-width": { type: "string", default: String(MIN_WIDTH_PX) },
    labels: { type: "string" },
    states: { type: "string", default: Object.keys(STATES).join(",") },
    around: { type: "string", default: "Infinity" },
    "close-up": { type: "string" },
    first: { type: "string", default: "Infinity" },
    sheet: { type: "string", default: ".run/models-stress.png" },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error("Usage: pnpm models:stress <folder with labels.csv> [--labels logo,none] [--states clean,dark]");
  process.exit(1);
}
const wanted = values.labels?.split(",");
const states = values.states.split(",");
const minWidth = Number(values["min-width"]);

const cascade = await openCascade(values.models);
const outcomes: Outcome[] = [];
const tiles: Buffer[] = [];
const photos = (await readLabels(folder)).filter(({ label }) => wanted?.includes(label) ?? true);
for (const labelled of photos.slice(0, Number(values.first))) {
  try {
    const whole = await readPhoto(folder, labelled, cascade.longestSide);
    const share = values["close-up"];
    const photo = share === undefined ? cropPhoto(whole, Number(values.around)) : await closeUp(whole, Number(share));
    for (const state of states) {
      const changed = await STATES[state]!(photo);
      const start = process.cpuUsage();
      const classification = await cascade.classify(changed.image);
      const { user, system } = process.cpuUsage(start);
      const outcome = outcomeOf(state, labelled.label, changed, classification, (user + system) / 1000);
      outcomes.push(outcome);
      if (isWrong(outcome, minWidth)) {
        console.error(`${state}: ${labelled.file} (${Math.round(outcome.width)} px) is ${classification.verdict}`);
        tiles.push(await markTile(changed, classification));
      }
    }
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    console.error(`${labelled.file} is left out: ${error.message}`);
  }
}
await cascade.close();
console.log(stressReport(outcomes, states, minWidth));
if (tiles.length > 0) {
  await mkdir(dirname(values.sheet), { recursive: true });
  await writeSheet(tiles, values.sheet);
  console.log(`\n${values.sheet} shows the wrong ones: found in red, labelled in green.`);
}
