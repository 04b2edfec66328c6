import { join } from "node:path";
import type { Classification } from "../../apps/worker/src/cascade/classification.ts";
import type { Cascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../../apps/worker/src/decode/decode-image.ts";
import { shouldBeFound } from "./labels.ts";
import type { Labelled } from "./labels.ts";

export interface Measured extends Labelled {
  classification: Classification;
  decodeMs: number;
  totalMs: number;
}

/** Decodes and classifies one photo like a worker. */
export async function measure(cascade: Cascade, folder: string, labelled: Labelled): Promise<Measured> {
  const start = performance.now();
  const image = await decodeImage(join(folder, labelled.file), {
    maxPixels: MAX_PIXELS_DEFAULT,
    maxSide: cascade.longestSide,
  });
  const decodeMs = performance.now() - start;
  const classification = await cascade.classify(image);
  return { ...labelled, classification, decodeMs, totalMs: performance.now() - start };
}

export const isFound = ({ classification }: Measured): boolean => classification.verdict === "Valid";

export function isWrong(row: Measured): boolean {
  const expected = shouldBeFound(row.label);
  return expected !== undefined && expected !== isFound(row);
}

/** Whether the centre of the labelled mark lies in the box: labels are only exact to about 10 %. */
export function isOnMark({
  classification: { box },
  box: [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN],
}: Measured): boolean {
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return box !== null && box.x1 <= x && x <= box.x2 && box.y1 <= y && y <= box.y2;
}
