import type { BrandPart } from "@symphony/batch-store";
import type { BatchBrand, Detection } from "@symphony/contract";
import type { Decision, StageFinding } from "./decide.ts";

/** What the cascade of one brand found, and what it decided. */
export interface DecidedBrand extends BatchBrand {
  decision: Decision;
  findings: readonly StageFinding[];
  stages_left: number;
  /** Set where rules do not allow it. */
  forbidden?: true | undefined;
}

/** What the decisions of several brands mean for an image. */
export interface BrandsDecision extends Omit<Decision, "detections"> {
  /** The brand that decided. */
  brand: string;
  /** Those of the brand that decided first. */
  detections: readonly Detection[];
  /** Of all brands, each with its brand. */
  findings: readonly StageFinding[];
  stages_left: number;
  brands: BrandPart[];
  forbidden: BrandPart[];
  /** Marks of brands that rules do not allow. */
  unwanted: readonly Detection[];
}

/**
 * Valid when every brand was found; those that rules do not allow change no verdict. The image hangs on the weakest brand: of those that are missing, or of all, the
 * one whose confidence is furthest below its threshold, or least above it.
 */
export function decideBrands(decided: readonly DecidedBrand[]): BrandsDecision {
  const asked = decided.filter(({ forbidden }) => forbidden === undefined);
  const forbidden = decided.filter((each) => each.forbidden === true);
  const missing = asked.filter(({ decision }) => decision.verdict === "Invalid");
  const [weakest] = (missing.length > 0 ? missing : asked).toSorted((a, b) => margin(a.decision) - margin(b.decision));
  const { decision, name: brand } = weakest!;
  const others = asked.filter((each) => each !== weakest);
  return {
    ...decision,
    brand,
    near_miss: decision.near_miss && { ...decision.near_miss, brand },
    detections: [weakest!, ...others].flatMap(detectionsOf),
    findings: decided.flatMap(({ name, findings }) => findings.map((each) => ({ ...each, brand: name }))),
    stages_left: asked.reduce((sum, each) => sum + each.stages_left, 0),
    brands: asked.map(partOf),
    forbidden: forbidden.map(partOf),
    unwanted: forbidden.flatMap(detectionsOf),
  };
}

const detectionsOf = ({ name, decision: { detections } }: DecidedBrand): Detection[] =>
  detections.map((each) => ({ brand: name, ...each }));

const partOf = ({ name, version, stages_left, decision: { verdict } }: DecidedBrand): BrandPart => ({
  name,
  ...(version === undefined ? {} : { version }),
  verdict,
  stages_left,
});

/** Where nothing was found at all, nothing is further below. */
const margin = ({ confidence, threshold }: Decision): number =>
  confidence === null ? -Infinity : confidence - (threshold ?? 0);
