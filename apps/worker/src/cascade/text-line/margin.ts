import type { RotatedBox } from "./rotated-box.ts";

/** Room around a box in parts of its width and height. */
export interface Margin {
  across: number;
  down: number;
}

/** For boxes that may cut into the letters. */
export const WIDE: Margin = { across: 0.06, down: 0.15 };

export function withMargin(box: RotatedBox, { across, down }: Margin): RotatedBox {
  return { ...box, width: box.width * (1 + 2 * across), height: box.height * (1 + 2 * down) };
}
