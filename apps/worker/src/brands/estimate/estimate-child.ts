import { estimateCascade } from "../../cascade/artwork/estimate/estimate.ts";
import { openCascade } from "../../cascade/open-cascade.ts";
import { workAsChild } from "../start-child.ts";
import type { EstimateSettings } from "./make-estimates.ts";

await workAsChild(async ({ dir, files, timeLimitMs, confidenceThreshold }: EstimateSettings) => {
  const cascade = await openCascade(dir, confidenceThreshold === undefined ? {} : { confidenceThreshold });
  return estimateCascade(cascade, dir, files, { timeLimitMs });
});
