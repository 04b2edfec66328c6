// One process of the bare loop: decodes the files it is given and runs the models on them, nothing else.
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../../apps/worker/src/decode/decode-image.ts";

const cascade = await openCascade(process.argv[2] as string);
process.on("message", (paths: string[]) => {
  void inspectAll(paths).then(() => process.send?.("done"));
});
process.send?.("ready");

async function inspectAll(paths: readonly string[]): Promise<void> {
  const limits = { maxPixels: MAX_PIXELS_DEFAULT, maxSide: cascade.longestSide };
  // Two at a time, like the product: while one runs through the models, the next is decoded.
  const next = paths[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (const path of next) await cascade.classify(await decodeImage(path, limits));
  };
  await Promise.all([lane(), lane()]);
}
