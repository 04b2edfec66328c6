import type { Pixels } from "./pixels.ts";

/** Cells of the grid. Each is compared with its right neighbour, so that a row has one more. */
const SIDE = 16;
/** Grey levels by which a cell must be brighter: less is the noise of a JPEG in an even background. */
const STEP_MIN = 3;

/**
 * The look of a small picture as 256 bits in hex: where a coarse grid gets darker to the right. It is the difference
 * hash of N. Krawetz ("Kind of Like That", hackerfactor.com, 2013) on a finer grid and without noise. The same photo in
 * another size, quality or format differs in a few bits.
 */
export function lookOf(picture: Pixels): string {
  const bits = Buffer.alloc((SIDE * SIDE) / 8);
  for (let row = 0, place = 0; row < SIDE; row += 1) {
    const cells = Array.from({ length: SIDE + 1 }, (_, column) => meanGrey(picture, column, row));
    for (let column = 0; column < SIDE; column += 1, place += 1) {
      const isDarker = cells[column]! - cells[column + 1]! >= STEP_MIN;
      if (isDarker) bits[place >> 3]! |= 1 << (place & 7);
    }
  }
  return bits.toString("hex");
}

/** Of one cell, in grey levels by the weights of ITU-R BT.601. Cells of a picture with fewer pixels share them. */
function meanGrey({ data, width, height }: Pixels, column: number, row: number): number {
  const [left, right] = cellOf(column, SIDE + 1, width);
  const [top, bottom] = cellOf(row, SIDE, height);
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < bottom; y += 1)
    for (let x = left, at = (y * width + left) * 3; x < right; x += 1, at += 3) {
      red += data[at]!;
      green += data[at + 1]!;
      blue += data[at + 2]!;
    }
  return (0.299 * red + 0.587 * green + 0.114 * blue) / ((right - left) * (bottom - top));
}

const cellOf = (cell: number, cells: number, size: number): [from: number, to: number] => [
  Math.floor((cell * size) / cells),
  Math.ceil(((cell + 1) * size) / cells),
];
