import { POSITIONS } from "@symphony/contract";
import type { BoundingBox, BrandRules, Violation } from "@symphony/contract";

interface Size {
  width: number;
  height: number;
}

/** A mark of the brand, or of another one. */
export interface FoundMark {
  brand: string;
  box: BoundingBox;
}

/**
 * Which rules of a brand an image does not keep. It says nothing of an image without the mark: that is the verdict.
 *
 * @param marks everything that was found in the image
 */
export function checkRules(brand: string, rules: BrandRules, marks: readonly FoundMark[], image: Size): Violation[] {
  const own = marks.filter((mark) => mark.brand === brand);
  if (own.length === 0) return [];
  const violations = own.flatMap(({ box }) =>
    measure(rules, box, marks, image).map(([rule, measured]) => ({ brand, rule, box, measured: rounded(measured) })),
  );
  const { min_marks = 0, max_marks = Infinity } = rules;
  const wrong = own.length < min_marks ? "min_marks" : own.length > max_marks ? "max_marks" : undefined;
  return wrong === undefined ? violations : [...violations, { brand, rule: wrong, box: null, measured: own.length }];
}

type Measured = [rule: keyof BrandRules, value: number | null];

function measure(rules: BrandRules, box: BoundingBox, marks: readonly FoundMark[], image: Size): Measured[] {
  const width = box.x2 - box.x1;
  const found: Measured[] = [];
  if (width < (rules.min_width_px ?? 0)) found.push(["min_width_px", width]);
  if (width / image.width < (rules.min_width_share ?? 0)) found.push(["min_width_share", width / image.width]);
  const space = freeSpace(box, marks, image) / Math.max(1, box.y2 - box.y1);
  if (space < (rules.clear_space ?? 0)) found.push(["clear_space", space]);
  if (rules.positions !== undefined && !rules.positions.includes(positionOf(box, image)))
    found.push(["positions", null]);
  return found;
}

/** Pixels to the nearest edge of the picture, or to the nearest other mark. */
function freeSpace(box: BoundingBox, marks: readonly FoundMark[], { width, height }: Size): number {
  const edges = [box.x1, box.y1, width - box.x2, height - box.y2];
  const others = marks.filter((mark) => mark.box !== box).map((mark) => distance(box, mark.box));
  return Math.max(0, Math.min(...edges, ...others));
}

/** Pixels between two boxes; 0 where they touch. */
function distance(a: BoundingBox, b: BoundingBox): number {
  const across = Math.max(0, a.x1 - b.x2, b.x1 - a.x2);
  const down = Math.max(0, a.y1 - b.y2, b.y1 - a.y2);
  return Math.hypot(across, down);
}

function positionOf({ x1, y1, x2, y2 }: BoundingBox, { width, height }: Size): (typeof POSITIONS)[number] {
  const third = (center: number, side: number): number => Math.min(2, Math.max(0, Math.floor((3 * center) / side)));
  return POSITIONS[3 * third((y1 + y2) / 2, height) + third((x1 + x2) / 2, width)]!;
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1_000) / 1_000);
