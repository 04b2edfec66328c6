import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Labelled {
  file: string;
  /** `logo` should be found, `none` and `text` should not. Other labels are listed but count as neither right nor wrong. */
  label: string;
  /** x1, y1, x2, y2 of the clearest mark in original pixels; empty when there is none. */
  box: readonly number[];
}

const IMAGE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/** The photos of a folder from its `labels.csv` (`file,label,x1,y1,x2,y2`). Without that file all photos are `none`. */
export async function readLabels(folder: string): Promise<Labelled[]> {
  const csv = await readFile(join(folder, "labels.csv"), "utf8").catch(() => undefined);
  if (csv === undefined) {
    const names = (await readdir(folder)).filter((name) => IMAGE.test(name));
    return names.toSorted().map((file) => ({ file, label: "none", box: [] }));
  }
  const rows = csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));
  return rows.map(([file = "", label = "", ...box]) => ({ file, label, box: sidesOf(box) }));
}

/** Four numbers, or none: files with other columns say nothing of the mark. */
function sidesOf(columns: readonly string[]): number[] {
  const sides = columns.filter((side) => side.trim() !== "").map(Number);
  return sides.length === 4 && sides.every(Number.isFinite) ? sides : [];
}

/** Whether the logo should be found in photos with this label; `undefined` where either is fine. */
export const shouldBeFound = (label: string): boolean | undefined =>
  label === "logo" ? true : label === "none" || label === "text" ? false : undefined;
