import { sharp } from "./libvips.ts";

/** Cells of the grid. Each is compared with its right neighbour, so that a row has one more. */
const SIDE = 16;
/** Grey levels by which a cell must be brighter: less is the noise of a JPEG in an even background. */
const STEP_MIN = 3;

/**
 * The look of a picture as 256 bits in hex, from its thumbnail: where a coarse grid gets darker to the right. It is the
 * difference hash of N. Krawetz ("Kind of Like That", hackerfactor.com, 2013) on a finer grid and without noise. The
 * same photo in another size, quality or format differs in a few bits.
 */
export async function lookOf(thumbnail: Uint8Array): Promise<string> {
  const cells = await sharp(thumbnail)
    .greyscale()
    .resize({ width: SIDE + 1, height: SIDE, fit: "fill", kernel: "linear" })
    .raw()
    .toBuffer();
  const bits = Buffer.alloc((SIDE * SIDE) / 8);
  for (let place = 0; place < SIDE * SIDE; place += 1) {
    const cell = Math.floor(place / SIDE) * (SIDE + 1) + (place % SIDE);
    const isDarker = (cells[cell] as number) - (cells[cell + 1] as number) >= STEP_MIN;
    if (isDarker) bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7));
  }
  return bits.toString("hex");
}
