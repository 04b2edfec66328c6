import { join } from "node:path";
import sharp from "sharp";
import type { BoundingBox } from "@symphony/contract";
import type { Measured } from "./measure.ts";

const TILE = 360;
const ACROSS = 4;
/** More would not be looked at, and would need memory. */
const TILES_MAX = 60;

const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Writes one picture of the photos judged wrongly: what was found in red, what is labelled in green. */
export async function writeSheet(folder: string, rows: readonly Measured[], path: string): Promise<void> {
  const shown = rows.slice(0, TILES_MAX);
  const tiles = await Promise.all(shown.map((row) => tileOf(folder, row)));
  const height = Math.max(1, Math.ceil(tiles.length / ACROSS)) * TILE;
  await sharp({ create: { width: ACROSS * TILE, height, channels: 3, background: "#222" } })
    .composite(tiles.map((input, i) => ({ input, left: (i % ACROSS) * TILE, top: Math.floor(i / ACROSS) * TILE })))
    .png()
    .toFile(path);
}

async function tileOf(folder: string, { file, label, box, judgement }: Measured): Promise<Buffer> {
  const { autoOrient } = await sharp(join(folder, file)).metadata();
  const scale = Math.min(TILE / autoOrient.width, (TILE - 20) / autoOrient.height);
  const [width, height] = [Math.max(1, Math.round(autoOrient.width * scale)), Math.max(1, Math.round(autoOrient.height * scale))];
  const photo = await sharp(join(folder, file)).autoOrient().resize(width, height).flatten({ background: "#fff" }).toBuffer();
  const frame = ({ x1, y1, x2, y2 }: BoundingBox, colour: string): string =>
    `<rect x="${x1 * scale}" y="${y1 * scale}" width="${(x2 - x1) * scale}" height="${(y2 - y1) * scale}" fill="none" stroke="${colour}" stroke-width="2"/>`;
  const [x1, y1, x2, y2] = box;
  const found = judgement.box ?? judgement.near_miss?.box;
  const drawing = [
    found === undefined ? "" : frame(found, "#f33"),
    x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined ? "" : frame({ x1, y1, x2, y2 }, "#3d3"),
    `<text x="4" y="${TILE - 6}" fill="#fff" font-size="12" font-family="sans-serif">${escape(`${label} → ${judgement.verdict} ${judgement.confidence?.toFixed(2) ?? ""} ${file.slice(-34)}`)}</text>`,
  ];
  return sharp({ create: { width: TILE, height: TILE, channels: 3, background: "#222" } })
    .composite([{ input: photo, left: 0, top: 0 }, { input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${TILE}" height="${TILE}">${drawing.join("")}</svg>`) }])
    .png()
    .toBuffer();
}
