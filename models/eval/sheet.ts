import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { OverlayOptions } from "sharp";
import type { BoundingBox } from "@symphony/contract";
import type { Measured } from "./measure.ts";

const TILE_PX = 360;
/** Tiles in a row. */
const COLUMNS = 4;
/** Nobody looks at more, and each takes memory. */
const TILES_MAX = 60;

const LINE_WIDTH_PX = 2;

/** Writes one picture of photos with wrong results, in the given order: found boxes in red, labelled ones in green. */
export async function writeSheet(folder: string, rows: readonly Measured[], path: string): Promise<void> {
  const shown = rows.slice(0, TILES_MAX);
  const tiles = await Promise.all(shown.map((row) => tileOf(folder, row)));
  const height = Math.max(1, Math.ceil(tiles.length / COLUMNS)) * TILE_PX;
  await sharp({ create: { width: COLUMNS * TILE_PX, height, channels: 3, background: "#222" } })
    .composite(
      tiles.map((input, i) => ({ input, left: (i % COLUMNS) * TILE_PX, top: Math.floor(i / COLUMNS) * TILE_PX })),
    )
    .png()
    .toFile(path);
}

async function tileOf(folder: string, { file, box: [x1, y1, x2, y2], classification }: Measured): Promise<Buffer> {
  const { data: photo, info } = await sharp(await readFile(join(folder, file)))
    .autoOrient()
    .resize(TILE_PX, TILE_PX, { fit: "inside" })
    .flatten({ background: "#fff" })
    .png()
    .toBuffer({ resolveWithObject: true });
  const original = await sharp(await readFile(join(folder, file))).metadata();
  const scale = info.width / original.autoOrient.width;
  const found = classification.box ?? classification.near_miss?.box;
  const lines = [
    ...(found === undefined ? [] : frame(found, scale, "#ff3333")),
    ...(x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined
      ? []
      : frame({ x1, y1, x2, y2 }, scale, "#33dd33")),
  ];
  return sharp({ create: { width: TILE_PX, height: TILE_PX, channels: 3, background: "#222" } })
    .composite([{ input: photo, left: 0, top: 0 }, ...lines])
    .png()
    .toBuffer();
}

/** A box as four strips: SVG is among the formats that libvips.ts blocks. */
function frame({ x1, y1, x2, y2 }: BoundingBox, scale: number, background: string): OverlayOptions[] {
  const at = (value: number): number => Math.min(TILE_PX - LINE_WIDTH_PX, Math.max(0, Math.round(value * scale)));
  const [left, top, right, bottom] = [at(x1), at(y1), at(x2), at(y2)];
  const strip = (x: number, y: number, width: number, height: number): OverlayOptions => ({
    input: {
      create: {
        width: Math.max(LINE_WIDTH_PX, width),
        height: Math.max(LINE_WIDTH_PX, height),
        channels: 3,
        background,
      },
    },
    left: x,
    top: y,
  });
  const [across, down] = [right - left, bottom - top];
  return [
    strip(left, top, across, LINE_WIDTH_PX),
    strip(left, bottom, across, LINE_WIDTH_PX),
    strip(left, top, LINE_WIDTH_PX, down),
    strip(right, top, LINE_WIDTH_PX, down),
  ];
}
