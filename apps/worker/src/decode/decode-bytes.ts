import { sharp } from "./libvips.ts";
import { DARK, flatten, isHiddenByWhite, WHITE } from "./transparency.ts";
import type { DecodedImage, Pixels } from "./pixels.ts";

export interface DecodeLimits {
  /** Width times height of the original. */
  maxPixels: number;
  /** The decoded long side, in pixels: the largest that a stage profits from. */
  maxSide: number;
  maxFileBytes?: number;
  timeoutSeconds?: number;
}

const TIMEOUT_SECONDS_DEFAULT = 20;
/** Colours, transparency and spot colours of a TIFF. */
const MAX_CHANNELS = 16;

/** "error" refuses broken files, but accepts the harmless oddities that many cameras and editors write. */
export type Strictness = "error" | "warning";

export const inputOptions = ({ maxPixels }: DecodeLimits, failOn: Strictness) =>
  ({
    limitInputPixels: maxPixels,
    limitInputChannels: MAX_CHANNELS,
    failOn,
    pages: 1,
    unlimited: false,
  }) as const;

export interface DecodeOptions {
  failOn?: Strictness;
  /** Leave out a colour profile that changes nothing. */
  ignoreIcc?: boolean;
}

const seconds = ({ timeoutSeconds = TIMEOUT_SECONDS_DEFAULT }: DecodeLimits) => ({ seconds: timeoutSeconds });

/** The pixels of a file, without what its header says. */
export type Decoded = Pick<DecodedImage, "pixels" | "onDark">;

/** @throws {Error} of libvips */
export async function decodeBytes(
  bytes: Buffer,
  limits: DecodeLimits,
  { failOn = "error", ignoreIcc = false }: DecodeOptions = {},
): Promise<Decoded> {
  const { data, info } = await sharp(bytes, { ...inputOptions(limits, failOn), ignoreIcc })
    .timeout(seconds(limits))
    .autoOrient()
    .resize(fitted(limits))
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  if (info.channels !== 3 && info.channels !== 4) throw new Error(`decoded to ${info.channels} channels`);
  const pixels = { ...size, data: info.channels === 4 ? flatten(data, WHITE) : data };
  const onDark = info.channels === 4 && isHiddenByWhite(data) ? { ...size, data: flatten(data, DARK) } : undefined;
  return { pixels, onDark };
}

/**
 * Decodes the colours only. Channels beside them are taken for transparency by libvips, also when it scales a picture,
 * so they are removed at full size.
 *
 * @throws {Error} of libvips
 */
export async function decodeColours(bytes: Buffer, limits: DecodeLimits): Promise<Decoded> {
  const { data, info } = await sharp(bytes, inputOptions(limits, "error"))
    .timeout(seconds(limits))
    .autoOrient()
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const colours = { data: firstChannels(data, info.channels), width, height };
  return { pixels: await scaledDown(colours, limits) };
}

function firstChannels(data: Uint8Array, channels: number): Uint8Array {
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3)
    for (let channel = 0; channel < 3; channel += 1) rgb[to + channel] = data[from + (channels < 3 ? 0 : channel)]!;
  return rgb;
}

async function scaledDown({ data, width, height }: Pixels, limits: DecodeLimits): Promise<Pixels> {
  if (Math.max(width, height) <= limits.maxSide) return { data, width, height };
  const raw = { width, height, channels: 3 } as const;
  const scaled = await sharp(data, { raw, limitInputPixels: false })
    .resize(fitted(limits))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: scaled.data, width: scaled.info.width, height: scaled.info.height };
}

const fitted = ({ maxSide }: DecodeLimits) =>
  ({ width: maxSide, height: maxSide, fit: "inside", withoutEnlargement: true, kernel: "linear" }) as const;
