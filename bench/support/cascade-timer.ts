// Judges files with the product's cascade, one after another, and says how long each took and which stage decided.
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../../apps/worker/src/decode/decode-image.ts";

/** No confidence reaches it: every stage is asked, and at every size it has. */
const OUT_OF_REACH = 2;

export interface Asked {
  paths: string[];
  /** Whether all stages are to run whatever an earlier one says. */
  all: boolean;
}

export interface Timed {
  ms: number;
  detectedBy: string | null;
}

const cascade = await openCascade(process.argv[2] as string);
process.on("message", ({ paths, all }: Asked) => void judgeAll(paths, all).then((timed) => process.send?.(timed)));
process.send?.("ready");

async function judgeAll(paths: readonly string[], all: boolean): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const path of paths) {
    const image = await decodeImage(path, { maxPixels: MAX_PIXELS_DEFAULT, maxSide: cascade.longestSide });
    const start = performance.now();
    const { detected_by: detectedBy } = await cascade.classify(image, all ? OUT_OF_REACH : undefined);
    timed.push({ ms: performance.now() - start, detectedBy });
  }
  return timed;
}
