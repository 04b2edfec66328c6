import type { BrandPart } from "@symphony/batch-store";
import type { Detection } from "@symphony/contract";
import type { BrandSource } from "./brand-source.ts";
import { checkRules } from "./check-rules.ts";

/** Adds to each brand the rules of its version that the image does not keep. */
export function withViolations<T extends { brands: BrandPart[]; detections: readonly Detection[] }>(
  decision: T,
  sources: readonly BrandSource[],
  image: { width: number; height: number },
): T {
  const marks = decision.detections.map(({ brand, box }) => ({ brand: brand ?? "", box }));
  const brands = decision.brands.map((part) => {
    const rules = sources.find(({ name }) => name === part.name)?.rules;
    const violations = rules === undefined ? [] : checkRules(part.name, rules, marks, image);
    return violations.length === 0 ? part : { ...part, violations };
  });
  return { ...decision, brands };
}
