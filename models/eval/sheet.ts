import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { OverlayOptions, Sharp } from "sharp";
import type { BoundingBox } from "@symphony/contract";
import type { Measured } from "./measure.ts";

const TILE_PX = 360;
/** Tiles in a row. */
const COLUMNS = 4;
/** Nobody looks at more, and each takes memory. */
const TILES_MAX = 60;

const LINE_WIDTH_PX = 2;

/** Writes one picture of tiles, row by row. */
export async function writeSheet(tiles: readonly Buffer[], path: string): Promise<void> {
  const shown = tiles.slice(0, TILES_MAX);
  const height = Math.max(1, Math.ceil(shown.length / COLUMNS)) * TILE_PX;
  await sharp({ create: { width: COLUMNS * TILE_PX, height, channels: 3, background: "#222" } })
    .composite(
      shown.map((input, i) => ({ input, left: (i % COLUMNS) * TILE_PX, top: Math.floor(i / COLUMNS) * TILE_PX })),
    )
    .png()
    .toFile(path);
}

/** A tile of a photo with a wrong result: the found box or the closest match in red, the labelled box in green. */
export async function photoTile(folder: string, { file, box, classification }: Measured): Promise<Buffer> {
  const bytes = await readFile(join(folder, file));
  const { autoOrient } = await sharp(bytes).metadata();
  const [x1, y1, x2, y2] = box;
  const isLabelled = x1 !== undefined && y1 !== undefined && x2 !== undefined && y2 !== undefined;
  return drawTile(sharp(bytes).autoOrient(), autoOrient.width, {
    found: classification.box ?? classification.near_miss?.box,
    labelled: isLabelled ? { x1, y1, x2, y2 } : undefined,
  });
}

export interface TileBoxes {
  found?: BoundingBox | undefined;
  labelled?: BoundingBox | undefined;
}

/** Scales a picture of `width` pixels to a tile and draws boxes, which are in pixels of the picture. */
export async function drawTile(picture: Sharp, width: number, { found, labelled }: TileBoxes): Promise<Buffer> {
  const { data, info } = await picture
    .resize(TILE_PX, TILE_PX, { fit: "inside" })
    .flatten({ background: "#fff" })
    .png()
    .toBuffer({ resolveWithObject: true });
  const scale = info.width / width;
  const frames = [
    ...(found === undefined ? [] : frame(found, scale, "#ff3333")),
    ...(labelled === undefined ? [] : frame(labelled, scale, "#33dd33")),
  ];
  return sharp({ create: { width: TILE_PX, height: TILE_PX, channels: 3, background: "#222" } })
    .composite([{ input: data, left: 0, top: 0 }, ...frames])
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
