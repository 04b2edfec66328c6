import type { BrandSource } from "../brands/brand-source.ts";
import { withViolations } from "../brands/with-violations.ts";
import type { Classification } from "../cascade/classification.ts";
import { decideBrands } from "../cascade/decide-brands.ts";
import type { BrandsDecision, DecidedBrand } from "../cascade/decide-brands.ts";
import type { DecodedImage } from "../decode/pixels.ts";
import type { Cascades } from "./cascades.ts";

/** The long side that an image is best decoded to for all brands that are asked for. */
export async function longestSideOf({ main, use }: Cascades, brands: readonly BrandSource[] = []): Promise<number> {
  if (brands.length === 0) return main.longestSide;
  let longest = 0;
  for (const brand of brands) longest = Math.max(longest, await use(brand, async ({ longestSide }) => longestSide));
  return longest;
}

/** Runs the cascades of all brands, one after another, and decides from what they found. */
export async function classifyBrands(
  { use }: Cascades,
  brands: readonly BrandSource[],
  image: DecodedImage,
  threshold?: number,
): Promise<Omit<BrandsDecision, "unwanted"> & Pick<Classification, "stage_ms">> {
  const decided: DecidedBrand[] = [];
  const stage_ms: Record<string, number> = {};
  for (const brand of brands) {
    const { name, version, forbidden } = brand;
    const classification = await use(brand, (cascade) => cascade.classify(image, threshold));
    const { findings, stages_left } = classification;
    decided.push({
      name,
      ...(version === undefined ? {} : { version }),
      forbidden,
      decision: classification,
      findings,
      stages_left,
    });
    for (const [stage, ms] of Object.entries(classification.stage_ms)) stage_ms[stage] = (stage_ms[stage] ?? 0) + ms;
  }
  return { ...withViolations(decideBrands(decided), brands, image), stage_ms };
}
