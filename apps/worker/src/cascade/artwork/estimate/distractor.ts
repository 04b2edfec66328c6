import type { Samples } from "../geometry/field.ts";
import type { Random } from "./random.ts";

const COLUMNS = 4;
const ROWS = 2;

/** A mark with the same colours and edges that is another one: the artwork with its parts in another order. */
export function distractorOf({ data, width, height, channels }: Samples, random: Random): Samples {
  const [across, down] = [Math.floor(width / COLUMNS), Math.floor(height / ROWS)];
  const order = shuffled(COLUMNS * ROWS, random);
  const out = new Float32Array(across * COLUMNS * down * ROWS * channels);
  order.forEach((from, to) => {
    for (let y = 0; y < down; y += 1) {
      const source = ((Math.floor(from / COLUMNS) * down + y) * width + (from % COLUMNS) * across) * channels;
      const target = ((Math.floor(to / COLUMNS) * down + y) * across * COLUMNS + (to % COLUMNS) * across) * channels;
      out.set(data.slice(source, source + across * channels), target);
    }
  });
  return { data: out, width: across * COLUMNS, height: down * ROWS, channels };
}

/** An order in which no part is where it was. */
function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  // Sattolo's algorithm: one cycle of all.
  for (let i = count - 1; i > 0; i -= 1) {
    const other = Math.floor(random() * i);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
