import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { OverlayOptions } from "sharp";
import type { BoundingBox } from "@symphony/contract";
import type { Measured } from "./measure.ts";

const TILE = 360;
const ACROSS = 4;
/** More would not be looked at, and would need memory. */
const TILES_MAX = 60;

/** Thickness of a drawn box, in pixels. */
const LINE = 2;

/** Writes one picture of the photos judged wrongly: found in red, labelled in green, in the order they are given. */
export async function writeSheet(folder: string, rows: readonly Measured[], path: string): Promise<void> {
  const shown = rows.slice(0, TILES_MAX);
  const tiles = await Promise.all(shown.map((row) => tileOf(folder, row)));
  const height = Math.max(1, Math.ceil(tiles.length / ACROSS)) * TILE;
  await sharp({ create: { width: ACROSS * TILE, height, channels: 3, background: "#222" } })
    .composite(tiles.map((input, i) => ({ input, left: (i % ACROSS) * TILE, top: Math.floor(i / ACROSS) * TILE })))
    .png()
    .toFile(path);
}

async function tileOf(folder: string, { file, box: [x1, y1, x2, y2], judgement }: Measured): Promise<Buffer> {
  const { data: photo, info } = await sharp(await readFile(join(folder, file)))
    .autoOrient()
    .resize(TILE, TILE, { fit: "inside" })
    .flatten({ background: "#fff" })
    .png()
    .toBuffer({ resolveWithObject: true });
  const original = await sharp(await readFile(join(folder, file))).metadata();
  const scale = info.width / original.autoOrient.width;
  const found = judgement.box ?? judgement.near_miss?.box;
  const lines = [
    ...(found === undefined ? [] : frame(found, scale, "#ff3333")),
    ...(x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined
      ? []
      : frame({ x1, y1, x2, y2 }, scale, "#33dd33")),
  ];
  return sharp({ create: { width: TILE, height: TILE, channels: 3, background: "#222" } })
    .composite([{ input: photo, left: 0, top: 0 }, ...lines])
    .png()
    .toBuffer();
}

/** A box as four strips: drawings in SVG are among the formats that the judging process refuses to read. */
function frame({ x1, y1, x2, y2 }: BoundingBox, scale: number, background: string): OverlayOptions[] {
  const at = (value: number): number => Math.min(TILE - LINE, Math.max(0, Math.round(value * scale)));
  const [left, top, right, bottom] = [at(x1), at(y1), at(x2), at(y2)];
  const strip = (x: number, y: number, width: number, height: number): OverlayOptions => ({
    input: { create: { width: Math.max(LINE, width), height: Math.max(LINE, height), channels: 3, background } },
    left: x,
    top: y,
  });
  const [across, down] = [right - left, bottom - top];
  return [
    strip(left, top, across, LINE),
    strip(left, bottom, across, LINE),
    strip(left, top, LINE, down),
    strip(right, top, LINE, down),
  ];
}
