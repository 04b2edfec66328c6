/**
 * Measures a cascade on labelled photos, one process, one image after the other:
 *
 *   npx tsx models/evaluate.ts [folder of photos] [models folder]
 *
 * `labels.csv` in the folder has the columns file,label,x1,y1,x2,y2; what is labelled `logo` should be found,
 * `none` and `text` should not, and `tiny` is counted by itself. Without that file every photo counts as `none`.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openCascade } from "../apps/worker/src/cascade/open-cascade.ts";
import type { Judgement } from "../apps/worker/src/cascade/judgement.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../apps/worker/src/decode/decode-image.ts";

interface Labelled {
  readonly file: string;
  readonly label: string;
  readonly box: readonly number[];
}

interface Measured extends Labelled {
  readonly judgement: Judgement;
  readonly decodeMs: number;
  readonly totalMs: number;
}

const IMAGE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

async function readLabels(folder: string): Promise<Labelled[]> {
  const csv = await readFile(join(folder, "labels.csv"), "utf8").catch(() => undefined);
  if (csv === undefined) {
    const names = (await readdir(folder)).filter((name) => IMAGE.test(name));
    return names.map((file) => ({ file, label: "none", box: [] }));
  }
  const rows = csv.trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
  return rows.map(([file = "", label = "", ...box]) => ({ file, label, box: box.map(Number) }));
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

/** Whether the middle of the labelled mark lies in the box: labels are about 10 % exact. */
function hits({ judgement: { box }, box: [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] }: Measured): boolean {
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return box !== null && box.x1 <= x && x <= box.x2 && box.y1 <= y && y <= box.y2;
}

function report(label: string, rows: readonly Measured[]): void {
  const valid = rows.filter(({ judgement }) => judgement.verdict === "Valid");
  const ms = rows.map(({ totalMs }) => totalMs);
  console.log(
    `${label}: ${rows.length} images, ${valid.length} Valid (${valid.filter(hits).length} on the labelled mark), ` +
      `${Math.round(quantile(ms, 0.5))} ms median, ${Math.round(quantile(ms, 0.9))} ms p90, decode ${Math.round(quantile(rows.map(({ decodeMs }) => decodeMs), 0.5))} ms median`,
  );
  const wrong = rows.filter(({ judgement }) => (judgement.verdict === "Valid") !== (label === "logo" || label === "tiny"));
  for (const { file, judgement } of wrong) {
    console.log(`  ${judgement.verdict}  ${file}  confidence ${judgement.confidence?.toFixed(2) ?? "none"}`);
  }
}

const [folder = "../shared/data", modelsDir = "models"] = process.argv.slice(2);
const cascade = await openCascade(modelsDir);
const measured: Measured[] = [];
for (const labelled of await readLabels(folder)) {
  const start = performance.now();
  const image = await decodeImage(join(folder, labelled.file), { maxPixels: MAX_PIXELS_DEFAULT, maxSide: cascade.longestSide });
  const decodeMs = performance.now() - start;
  const judgement = await cascade.judge(image);
  measured.push({ ...labelled, judgement, decodeMs, totalMs: performance.now() - start });
}
await cascade.close();

for (const label of new Set(measured.map((row) => row.label))) report(label, measured.filter((row) => row.label === label));
const labelled = (...labels: string[]): Measured[] => measured.filter(({ label }) => labels.includes(label));
const isFound = ({ judgement }: Measured): boolean => judgement.verdict === "Valid";
const [positives, negatives] = [labelled("logo"), labelled("none", "text")];
const [found, falseAlarms] = [positives.filter(isFound).length, negatives.filter(isFound).length];
if (positives.length > 0) {
  const [precision, recall] = [found / (found + falseAlarms), found / positives.length];
  const f1 = (2 * precision * recall) / (precision + recall);
  console.log(`logo against none and text: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)}`);
}
const confidences = (rows: readonly Measured[]): number[] => rows.map(({ judgement }) => judgement.confidence ?? 0);
console.log(`weakest logo ${Math.min(...confidences(positives)).toFixed(2)}, strongest other ${Math.max(...confidences(negatives)).toFixed(2)}`);
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
