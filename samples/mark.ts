import type { Word } from "./letters.ts";

/**
 * The mark for these samples: the brand's name in square strokes, with a disc and two wings as its "o". Units and
 * baseline are those of letters.ts. The trained detector recognises it as the brand's mark; it takes the name in
 * ordinary letters for a mention.
 */
const STROKES: ReadonlyArray<readonly [path: string, left: number]> = [
  ["M10.5 -14.2 H4 C1.2 -14.2 1 -12.5 2.2 -10.4 L7.6 -3.4 C8.8 -1.6 8 -1.6 6.5 -1.6 H.5", 0],
  ["M1.5 -11 L8.6 1.2 M10.6 -11 V4.6", 11],
  ["M1.7 0 V-9.4 H14.6 C15.6 -9.4 16.2 -8.8 16.2 -7.6 V0 M8.9 -9.4 V0", 25],
  ["M1.7 4.6 V-9.4 H8.6 C9.6 -9.4 10.2 -8.8 10.2 -7.6 V-1.6 H1.7", 44.5],
  ["M1.7 -15.2 V0 M1.7 -9.4 H8.6 C9.6 -9.4 10.2 -8.8 10.2 -7.6 V0", 58.5],
  ["M1.7 0 V-9.4 H8.6 C9.6 -9.4 10.2 -8.8 10.2 -7.6 V0", 85.5],
  ["M1.5 -11 L8.6 1.2 M10.6 -11 V4.6", 98],
];
const WEIGHT = 3.3;
const WIDTH = 111;
const DISC = { x: 77, y: -5.2, radius: 6.2 };

/** @param ground the colour of the wings, which are cut out of the disc */
export function mark(colour: string, ground: string): Word {
  const letters = STROKES.map(([path, left]) => `<path transform="translate(${left} 0)" d="${path}"/>`).join("");
  const wings = `M${DISC.x - 6} -15 L${DISC.x - 1} -4.5 L${DISC.x + 7.5} -9 L${DISC.x + 3} -2 L${DISC.x - 2.5} -1.5 L${DISC.x - 5.5} -6 Z`;
  return {
    svg: `<g fill="none" stroke="${colour}" stroke-width="${WEIGHT}" stroke-linejoin="miter">${letters}</g>
    <circle cx="${DISC.x}" cy="${DISC.y}" r="${DISC.radius}" fill="${colour}"/><path d="${wings}" fill="${ground}"/>`,
    width: WIDTH,
  };
}
