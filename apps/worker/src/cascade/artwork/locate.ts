import type { Shown } from "@symphony/contract";
import type { Box, Finding } from "../stage.ts";
import { suppress } from "../suppress.ts";
import { align } from "./fit/align.ts";
import type { Correlator } from "./search/correlator.ts";
import { fieldOf } from "./geometry/field.ts";
import { compose, cornersOf, scaling } from "./geometry/homography.ts";
import type { Homography } from "./geometry/homography.ts";
import { likenessOf, comparedParts } from "./fit/likeness.ts";
import { mappedArea, sample } from "./geometry/sample.ts";
import type { Level } from "./search/pyramid.ts";
import { shownAt } from "./shown.ts";
import type { Template } from "./templates.ts";

/** Small levels, where large marks are found, cost little: more views are tried there. */
const MANY_VIEWS_AREA_PX = 25_000;
/** The lowest correlation of a place that is looked at more closely. */
const LEAST_CORRELATION = 0.25;
/** The best places of all levels, and the best of each: large marks have few places, and would be lost among the many. */
const BEST_MAX = 30;
const BEST_OF_LEVEL_MAX = 4;
/** Places that remain after each round of improving their maps, and the steps of that round. */
const ROUNDS = [
  { places: 80, steps: 3, parameters: 6 },
  { places: 28, steps: 5, parameters: 6 },
  { places: 8, steps: 8, parameters: 8 },
] as const;
const FINALISTS_MAX = 5;
const FINE_STEPS = 10;
/** Places that overlap more (intersection over union) are one. */
const OVERLAP = 0.6;
/** A fine target needs about as many pixels of the picture; fewer are as good when they are nearly enough. */
const ENOUGH_PIXELS = 0.9;

export interface Place {
  /** From the coarse target to the picture, in decoded pixels. */
  map: Homography;
  box: Box;
  /** Correlation with the whole mark at the fine scale, -1..1. */
  correlation: number;
  /** Likeness of its parts, -1..1. */
  likeness: number;
  /** Square root of its area, in decoded pixels. */
  size: number;
  shown: Shown;
}

interface Candidate extends Finding {
  map: Homography;
}

/** Places where the mark may be, best first. */
export async function locate(levels: readonly Level[], template: Template, correlator: Correlator): Promise<Place[]> {
  const hits: Candidate[] = [];
  const ofLevels: Candidate[] = [];
  for (const level of levels) {
    const own = await hitsIn(level, template, correlator);
    hits.push(...own);
    ofLevels.push(...suppress(own, OVERLAP, BEST_OF_LEVEL_MAX));
  }
  let candidates = [...suppress(hits, OVERLAP, BEST_MAX), ...ofLevels];
  for (const { places, steps, parameters } of ROUNDS)
    candidates = suppress(candidates, OVERLAP, places).map(({ map }) =>
      fitted(map, levels, template, steps, parameters),
    );
  return suppress(candidates, OVERLAP, FINALISTS_MAX)
    .map(({ map }) => compared(map, levels, template))
    .toSorted((a, b) => b.likeness - a.likeness);
}

async function hitsIn(level: Level, template: Template, correlator: Correlator): Promise<Candidate[]> {
  const { width, height } = level.samples;
  const { views, moreViews } = template;
  const groups = width * height <= MANY_VIEWS_AREA_PX ? [views, moreViews] : [views];
  const hits = await correlator.find(level.field, groups, LEAST_CORRELATION);
  return hits.map(({ view, x, y, score }) => {
    const map = compose(scaling(1 / level.scale), compose([1, 0, x, 0, 1, y, 0, 0, 1], view.map));
    return { map, box: boundsOf(map, template), confidence: score };
  });
}

function fitted(
  map: Homography,
  levels: readonly Level[],
  template: Template,
  steps: number,
  parameters: 6 | 8,
): Candidate {
  const { samples, scale } = levelFor(levels, map, template, 1);
  const better = align(samples, template.coarse, compose(scaling(scale), map), steps, parameters);
  const whole = compose(scaling(1 / scale), better.map);
  return { map: whole, box: boundsOf(whole, template), confidence: Math.max(0, better.score) };
}

function compared(map: Homography, levels: readonly Level[], template: Template): Place {
  const { fine, enlargement, ink, mirrored } = template;
  const { samples, scale } = levelFor(levels, map, template, enlargement);
  const start = compose(compose(scaling(scale), map), scaling(1 / enlargement));
  const better = align(samples, fine, start, FINE_STEPS, 8);
  const { width, height } = fine.field;
  const parts = comparedParts(fine.field, fieldOf(sample(samples, better.map, width, height)));
  const whole = compose(scaling(1 / scale), compose(better.map, scaling(enlargement)));
  return {
    map: whole,
    // What rules measure, and people see, is the mark without the room that its artwork has.
    box: boundsOf(compose(whole, template.inner), template),
    correlation: better.score,
    likeness: likenessOf(parts),
    size: Math.sqrt(Math.max(0, mappedArea(whole, template.coarse.field))),
    shown: shownAt(better.map, ink, samples, mirrored),
  };
}

/** The smallest level that still has the detail of a target, `enlargement` times the size of the coarse one. */
function levelFor(levels: readonly Level[], map: Homography, { coarse }: Template, enlargement: number): Level {
  const { width, height } = coarse.field;
  const size = Math.sqrt(Math.abs(mappedArea(map, coarse.field)) / (width * height));
  return levels.findLast(({ scale }) => scale * size >= ENOUGH_PIXELS * enlargement) ?? levels[0]!;
}

function boundsOf(map: Homography, { coarse }: Template): Box {
  const corners = cornersOf(map, coarse.field);
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
}
