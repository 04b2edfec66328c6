import type { Look } from "./views.ts";

/** Turned by degrees after it was narrowed to `across` and flattened to `down`, and sheared as a wall is from a side. */
function look(degrees: number, across = 1, down = 1, shear = 0): Look {
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [a, b, c, d] = [across, 0, shear * across, down];
  const area = Math.sqrt(Math.abs(a * d - b * c));
  return [
    (cos * a - sin * c) / area,
    (cos * b - sin * d) / area,
    (sin * a + cos * c) / area,
    (sin * b + cos * d) / area,
  ];
}

/** The looks that marks in photos have mostly. */
export const LOOKS: readonly Look[] = [
  look(0),
  look(0, 0.62),
  look(0, 1, 0.66),
  look(-10),
  look(10),
  look(-22),
  look(22),
  look(0, 0.65, 1, 0.3),
  look(0, 0.65, 1, -0.3),
];

/** Seen from far aside, lying, or turned over. */
export const MORE_LOOKS: readonly Look[] = [
  look(-8, 0.5, 1, 0.45),
  look(8, 0.5, 1, -0.45),
  look(-12, 0.7),
  look(12, 0.7),
  look(0, 0.42),
  look(-12, 1, 0.6),
  look(12, 1, 0.6),
  look(-38),
  look(38),
  look(-56),
  look(56),
  look(-74),
  look(74),
  look(-90),
  look(90),
  look(180),
];
