import sharp from "sharp";
import { Problem } from "@symphony/contract";
import type { ArtworkPicture } from "@symphony/contract";
import { svgRefusal } from "./check-svg.ts";
import { artworkKindOf } from "./file-kind.ts";
import { looksLikePhoto } from "./looks-like-photo.ts";

/** Largest file of artwork, and of an SVG, whose drawing takes time with its length. */
export const ARTWORK_MAX_BYTES = 10 * 1024 * 1024;
const SVG_MAX_BYTES = 1024 * 1024;
/** Largest side of a picture that is taken; no mark needs more to be recognised. */
const INPUT_MAX_SIDE_PX = 8_192;
/** Long side of the picture that is kept. */
const KEPT_MAX_SIDE_PX = 1_024;
/** Long side that a mark must have without its margins. */
const MARK_MIN_SIDE_PX = 32;
/** Resolution at which an SVG is as large as it says. */
const SVG_DPI = 72;
const SVG_DPI_MAX = 2_400;
/** Colours that differ less than this, of 255, are the same margin. */
const MARGIN_TOLERANCE = 12;
/** Standard deviation, of 255, below which a picture is one colour. */
const BLANK_DEVIATION = 2;

/**
 * Makes a picture of the mark from a PNG, JPEG or SVG.
 *
 * @throws {Problem} `artwork_refused`, with the name of the file and the reason
 */
export async function readArtwork(name: string, bytes: Uint8Array): Promise<ArtworkPicture> {
  const refuse = (reason: string, cause?: unknown): Problem =>
    new Problem("artwork_refused", `${JSON.stringify(name.slice(0, 100))} ${reason}.`, { cause });
  const kind = artworkKindOf(bytes);
  if (kind === undefined) throw refuse("is no PNG, JPEG or SVG");
  if (kind === "svg") refuseSvg(bytes, refuse);
  const { data, info } = await decode(bytes, kind === "svg", refuse).catch((cause: unknown) => {
    throw cause instanceof Problem ? cause : refuse("is damaged or cannot be drawn", cause);
  });
  const pixels = { data, width: info.width, height: info.height };
  const raw = { width: info.width, height: info.height, channels: 4 } as const;
  const { channels } = await sharp(data, { raw }).flatten({ background: "white" }).stats();
  const { channels: onDark } = await sharp(data, { raw }).flatten({ background: "black" }).stats();
  if ([...channels, ...onDark].every(({ stdev }) => stdev < BLANK_DEVIATION)) throw refuse("is blank");
  if (looksLikePhoto(pixels))
    throw refuse("looks like a photo: send the mark alone, on a plain or transparent background");
  const trimmed = await sharp(data, { raw })
    .trim({ threshold: MARGIN_TOLERANCE })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = trimmed.info;
  if (Math.max(width, height) < MARK_MIN_SIDE_PX)
    throw refuse(
      `shows a mark of ${width} × ${height} px; send one whose long side has ${MARK_MIN_SIDE_PX} px or more`,
    );
  return { png: trimmed.data, width, height };
}

type Refuse = (reason: string, cause?: unknown) => Problem;

function refuseSvg(bytes: Uint8Array, refuse: Refuse): void {
  if (bytes.length > SVG_MAX_BYTES) throw refuse(`is an SVG of more than ${SVG_MAX_BYTES} bytes`);
  const reason = svgRefusal(new TextDecoder().decode(bytes));
  if (reason !== undefined) throw refuse(`is refused: it has ${reason}`);
}

/** The picture in RGBA, at most as large as it is kept. */
async function decode(bytes: Uint8Array, isSvg: boolean, refuse: Refuse) {
  const limits = { limitInputPixels: INPUT_MAX_SIDE_PX * INPUT_MAX_SIDE_PX, failOn: "error" } as const;
  const { width = 0, height = 0 } = await sharp(bytes, limits).metadata();
  const long = Math.max(width, height);
  if (long > INPUT_MAX_SIDE_PX)
    throw refuse(`has ${width} × ${height} px; a side may have ${INPUT_MAX_SIDE_PX} px at most`);
  const density = Math.min(SVG_DPI_MAX, Math.max(1, (SVG_DPI * KEPT_MAX_SIDE_PX) / Math.max(1, long)));
  return sharp(bytes, isSvg ? { ...limits, density } : limits)
    .autoOrient()
    .resize({ width: KEPT_MAX_SIDE_PX, height: KEPT_MAX_SIDE_PX, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
}
