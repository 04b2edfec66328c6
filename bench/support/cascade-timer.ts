// Classifies files with the product's cascade, one after another, and reports the time and the deciding stage of each.
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../../apps/worker/src/decode/decode-image.ts";

/** No confidence reaches it: every stage runs, at each of its sizes. */
const UNREACHABLE_THRESHOLD = 2;

export interface TimerRequest {
  paths: string[];
  /** Whether all stages run, whatever an earlier one finds. */
  all: boolean;
}

export interface Timed {
  ms: number;
  detectedBy: string | null;
}

const cascade = await openCascade(process.argv[2] as string);
process.on(
  "message",
  ({ paths, all }: TimerRequest) => void classifyAll(paths, all).then((timed) => process.send?.(timed)),
);
process.send?.("ready");

async function classifyAll(paths: readonly string[], all: boolean): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const path of paths) {
    const image = await decodeImage(path, { maxPixels: MAX_PIXELS_DEFAULT, maxSide: cascade.longestSide });
    const start = performance.now();
    const { detected_by: detectedBy } = await cascade.classify(image, all ? UNREACHABLE_THRESHOLD : undefined);
    timed.push({ ms: performance.now() - start, detectedBy });
  }
  return timed;
}
