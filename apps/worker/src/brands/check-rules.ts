import { POSITIONS } from "@symphony/contract";
import type { BoundingBox, BrandRules, Detection, Shown, Violation } from "@symphony/contract";

interface Size {
  width: number;
  height: number;
}

/** A mark of the brand, or of another one. */
export type FoundMark = Pick<Detection, "brand" | "box" | "shown">;

/**
 * Which rules of a brand an image does not keep. Of an image without the mark it says only what must not be there:
 * that the mark is missing is the verdict.
 *
 * @param marks everything that was found in the image
 */
export function checkRules(brand: string, rules: BrandRules, marks: readonly FoundMark[], image: Size): Violation[] {
  const own = marks.filter((mark) => mark.brand === brand);
  const unwanted = marks.filter((mark) => rules.must_not_show?.includes(mark.brand ?? ""));
  const violations = [
    ...own.flatMap((mark) => [...measure(rules, mark, marks, image), ...compare(rules, mark)]),
    ...unwanted.map(({ box, brand: other }) => ({ rule: "must_not_show", box, measured: null, found: other ?? "" })),
    ...(own.length === 0 ? [] : wrongNumber(rules, own.length)),
  ];
  return violations.map((each) => ({ brand, ...each, measured: rounded(each.measured) }));
}

type Broken = Omit<Violation, "brand">;

function wrongNumber({ min_marks = 0, max_marks = Infinity }: BrandRules, measured: number): Broken[] {
  const rule = measured < min_marks ? "min_marks" : measured > max_marks ? "max_marks" : undefined;
  return rule === undefined ? [] : [{ rule, box: null, measured }];
}

/** Size and place. */
function measure(rules: BrandRules, { box }: FoundMark, marks: readonly FoundMark[], image: Size): Broken[] {
  const width = box.x2 - box.x1;
  const found: Array<[rule: keyof BrandRules, measured: number | null]> = [];
  if (width < (rules.min_width_px ?? 0)) found.push(["min_width_px", width]);
  if (width / image.width < (rules.min_width_share ?? 0)) found.push(["min_width_share", width / image.width]);
  const space = freeSpace(box, marks, image) / Math.max(1, box.y2 - box.y1);
  if (space < (rules.clear_space ?? 0)) found.push(["clear_space", space]);
  if (rules.positions !== undefined && !rules.positions.includes(positionOf(box, image)))
    found.push(["positions", null]);
  return found.map(([rule, measured]) => ({ rule, box, measured }));
}

/** How the mark is shown, where that was measured. */
function compare(rules: BrandRules, { box, shown }: FoundMark): Broken[] {
  if (shown === undefined) return [];
  const { max_turn = 180, max_stretch = Infinity, not_mirrored = false, variants } = rules;
  const isAllowed = variants === undefined || variants.some((each) => shown.variants.includes(each));
  return [
    ...(Math.abs(shown.turn) > max_turn ? [{ rule: "max_turn", box, measured: shown.turn }] : []),
    ...(shown.stretch > max_stretch ? [{ rule: "max_stretch", box, measured: shown.stretch }] : []),
    ...(not_mirrored && shown.mirrored ? [{ rule: "not_mirrored", box, measured: null }] : []),
    ...(isAllowed ? [] : [{ rule: "variants", box, measured: null, ...foundVariants(shown) }]),
  ];
}

const foundVariants = ({ variants }: Shown): Pick<Violation, "found"> =>
  variants.length === 0 ? {} : { found: variants.join(", ") };

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
