import { setPriority } from "node:os";
import { estimateCascade } from "../../cascade/artwork/estimate/estimate.ts";
import { openCascade } from "../../cascade/open-cascade.ts";
import type { EstimateSettings } from "./run-estimate.ts";

/** Images that somebody waits for come first. */
const LOW_PRIORITY = 10;

// Without its worker nobody wants the estimate.
process.once("disconnect", () => process.exit());
setPriority(LOW_PRIORITY);
const { dir, files, timeLimitMs, confidenceThreshold } = JSON.parse(process.argv[2]!) as EstimateSettings;
const cascade = await openCascade(dir, confidenceThreshold === undefined ? {} : { confidenceThreshold });
const sizes = await estimateCascade(cascade, dir, files, { timeLimitMs });
process.send!(sizes, () => process.exit());
