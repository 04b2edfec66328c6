import type { Samples } from "../geometry/field.ts";
import { between } from "./random.ts";
import type { Random } from "./random.ts";

type Colour = readonly [number, number, number];

const KINDS = ["plain", "gradient", "noise", "shapes", "stripes"] as const;
const SHAPES_MAX = 25;

/** A ground of one of several kinds: what lies around marks in photos, roughly. */
export function drawGround(width: number, height: number, random: Random): Samples {
  const kind = KINDS[Math.floor(random() * KINDS.length)]!;
  const [a, b] = [colour(random), colour(random)];
  const wave = between(random, 0.05, 0.6);
  const at = (x: number, y: number): Colour => {
    if (kind === "gradient" || kind === "shapes") return mixed(a, b, (x / width + y / height) / 2);
    if (kind === "noise") return mixed(a, b, random());
    if (kind === "stripes") return mixed(a, b, 0.5 + 0.5 * Math.sin(wave * (x + y / 3)));
    return a;
  };
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data.set(at(x, y), (y * width + x) * 3);
  const ground = { data, width, height, channels: 3 };
  if (kind === "shapes") drawShapes(ground, random);
  return ground;
}

function drawShapes({ data, width, height }: Samples, random: Random): void {
  const count = Math.round(between(random, 5, SHAPES_MAX));
  for (let i = 0; i < count; i += 1) {
    const fill = colour(random);
    const [cx, cy] = [random() * width, random() * height];
    const [rx, ry] = [between(random, 5, width / 4), between(random, 5, height / 4)];
    const round = random() < 0.5;
    for (let y = Math.max(0, Math.floor(cy - ry)); y < Math.min(height, cy + ry); y += 1)
      for (let x = Math.max(0, Math.floor(cx - rx)); x < Math.min(width, cx + rx); x += 1)
        if (!round || ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1) data.set(fill, (y * width + x) * 3);
  }
}

const colour = (random: Random): Colour => [random() * 255, random() * 255, random() * 255];

const mixed = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];
