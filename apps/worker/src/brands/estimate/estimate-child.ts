import { estimateCascade } from "../../cascade/artwork/estimate/estimate.ts";
import { openCascade } from "../../cascade/open-cascade.ts";
import { endChild, startChild } from "../start-child.ts";
import type { EstimateSettings } from "./make-estimates.ts";

const { dir, files, timeLimitMs, confidenceThreshold } = startChild<EstimateSettings>();
const cascade = await openCascade(dir, confidenceThreshold === undefined ? {} : { confidenceThreshold });
endChild(await estimateCascade(cascade, dir, files, { timeLimitMs }));
