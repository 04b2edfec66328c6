import type { BrandPart } from "@symphony/batch-store";
import type { Detection } from "@symphony/contract";
import type { BrandSource } from "./brand-source.ts";
import { checkRules } from "./check-rules.ts";

interface Decided {
  brands: BrandPart[];
  detections: readonly Detection[];
  unwanted: readonly Detection[];
}

/** Adds to each brand the rules of its version that the image does not keep. */
export function withViolations<T extends Decided>(
  { unwanted, ...decision }: T,
  sources: readonly BrandSource[],
  image: { width: number; height: number },
): Omit<T, "unwanted"> {
  const marks = [...decision.detections, ...unwanted];
  const brands = decision.brands.map((part) => {
    const rules = sources.find(({ name }) => name === part.name)?.rules;
    const violations = rules === undefined ? [] : checkRules(part.name, rules, marks, image);
    return violations.length === 0 ? part : { ...part, violations };
  });
  return { ...decision, brands };
}
