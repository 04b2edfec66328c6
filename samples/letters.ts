/**
 * A small alphabet of strokes for these samples: SVG path data in units of a tenth of the x-height, with the baseline
 * at 0 and y downwards. The samples use no font, so they look the same on every machine.
 */
interface Letter {
  path: string;
  advance: number;
}

const BOWL_RIGHT = "M0 -7 C1 -9 3 -10 5 -10 C8 -10 10 -8 10 -5 C10 -2 8 0 5 0 C3 0 1 -1 0 -3";
const BOWL_LEFT = "M10 -7 C9 -9 7 -10 5 -10 C2 -10 0 -8 0 -5 C0 -2 2 0 5 0 C7 0 9 -1 10 -3";
const ARCH = "M0 -6 C0 -9 2.5 -10 4.5 -10 C8 -10 9 -8 9 -6 V0";

const LETTERS: Readonly<Record<string, Letter>> = {
  a: { path: `${BOWL_LEFT} M10 -10 V0`, advance: 13.5 },
  b: { path: `${BOWL_RIGHT} M0 -15 V0`, advance: 13 },
  c: { path: "M9 -8 C8 -9.4 6.5 -10 5 -10 C2 -10 0 -8 0 -5 C0 -2 2 0 5 0 C6.5 0 8 -.6 9 -2", advance: 11.5 },
  d: { path: `${BOWL_LEFT} M10 -15 V0`, advance: 13.5 },
  e: {
    path: "M0 -5.2 H9.6 C9.6 -8.3 7.6 -10 5 -10 C2 -10 0 -8 0 -5 C0 -2 2 0 5 0 C7 0 8.6 -.8 9.4 -2.2",
    advance: 12.5,
  },
  f: { path: "M6.5 -14.7 C3 -15.4 2.4 -13.5 2.4 -11 V0 M0 -10 H6", advance: 8 },
  h: { path: `M0 -15 V0 ${ARCH}`, advance: 12.5 },
  i: { path: "M0 -10 V0 M0 -13.8 V-13.6", advance: 4.5 },
  l: { path: "M0 -15 V0", advance: 4.5 },
  m: {
    path: `M0 -10 V0 M0 -6 C0 -9 2 -10 4 -10 C7 -10 7.8 -8 7.8 -6 V0 M7.8 -6 C7.8 -9 9.8 -10 11.8 -10 C14.8 -10 15.6 -8 15.6 -6 V0`,
    advance: 19,
  },
  n: { path: `M0 -10 V0 ${ARCH}`, advance: 12.5 },
  o: { path: "M5 -10 C8 -10 10 -8 10 -5 C10 -2 8 0 5 0 C2 0 0 -2 0 -5 C0 -8 2 -10 5 -10 Z", advance: 13.2 },
  p: { path: `${BOWL_RIGHT} M0 -10 V5`, advance: 13 },
  r: { path: "M0 -10 V0 M0 -6 C0 -9 2 -10 5.4 -10", advance: 8 },
  s: {
    path: "M8.2 -8.4 C7.2 -9.6 5.8 -10 4.5 -10 C2 -10 .5 -9 .5 -7.5 C.5 -4 8.6 -6 8.6 -2.5 C8.6 -1 7 0 4.5 0 C2.8 0 1 -.5 0 -2",
    advance: 11.5,
  },
  t: { path: "M3 -14 V-3 C3 -.5 4.5 0 6.8 0 M0 -10 H6.6", advance: 9 },
  u: { path: "M0 -10 V-4 C0 -1 2 0 4.5 0 C7 0 9 -1.4 9 -4 M9 -10 V0", advance: 12.5 },
  v: { path: "M0 -10 L4.7 0 L9.4 -10", advance: 11.5 },
  w: { path: "M0 -10 L3.5 0 L7 -9 L10.5 0 L14 -10", advance: 16 },
  y: { path: "M0 -10 L4.9 0 M9.8 -10 L4.4 2 C3.6 4.2 2.6 5 .6 5", advance: 12 },
  H: { path: "M0 -15 V0 M10.5 -15 V0 M0 -7.6 H10.5", advance: 14.5 },
  S: {
    path: "M10 -12.6 C9 -14.4 7.4 -15 5.6 -15 C2.6 -15 .6 -13.6 .6 -11.2 C.6 -6 11 -9 11 -4 C11 -1.5 8.6 0 5.6 0 C3 0 1 -1 0 -3",
    advance: 14,
  },
  " ": { path: "", advance: 8 },
};

export interface Word {
  /** SVG that draws the word from (0, 0) on the baseline, in the units above. */
  svg: string;
  width: number;
}

/** Draws a line of text in strokes. */
export function word(text: string, colour: string, weight = 2.2, spacing = 0): Word {
  let x = 0;
  const paths: string[] = [];
  for (const letter of text) {
    const known = LETTERS[letter];
    if (known === undefined) throw new Error(`the alphabet has no letter '${letter}'`);
    if (known.path !== "") paths.push(`<path transform="translate(${x.toFixed(2)} 0)" d="${known.path}"/>`);
    x += known.advance + spacing;
  }
  const stroke = `fill="none" stroke="${colour}" stroke-width="${weight}" stroke-linecap="round" stroke-linejoin="round"`;
  return { svg: `<g ${stroke}>${paths.join("")}</g>`, width: x };
}
