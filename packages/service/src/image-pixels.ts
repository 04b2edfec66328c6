import { totalmem } from "node:os";
import { wholeNumber } from "./config.ts";

/** Bytes that a pixel of a large image takes at worst while it is decoded: RGBA, and a copy to turn it upright. */
const BYTES_A_PIXEL = 8;
/** Two images are decoded at once; together they may take a quarter of the memory. */
const MEMORY_SHARE = 0.25 / 2;
const LEAST = 50_000_000;
/** Cameras and phones have up to 108 million pixels; many more are no photo. */
const MOST = 150_000_000;

/** The largest image that this machine or container decodes in its memory. */
export function pixelsByMemory(bytes = availableMemory()): number {
  const millions = Math.floor((bytes * MEMORY_SHARE) / BYTES_A_PIXEL / 1e6);
  return Math.min(MOST, Math.max(LEAST, millions * 1e6));
}

function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Shared by the worker, which keeps to it, and the API, which states it. */
export const imagePixels = wholeNumber(1, 1_000_000_000).default(pixelsByMemory());
