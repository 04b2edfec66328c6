import { writeFile } from "node:fs/promises";
import { openCascade } from "../cascade/open-cascade.ts";
import type { Cascade } from "../cascade/open-cascade.ts";
import { decodeImage } from "../decode/decode-image.ts";
import type { DecodedImage } from "../decode/pixels.ts";
import { writeThumbnail } from "../decode/thumbnail.ts";
import { ItemError } from "../item-error.ts";
import type { Inspection, InferenceMessage, InspectRequest, InferenceSettings } from "./protocol.ts";

/**
 * The judge's process: loads the cascade, says so, then answers requests until its parent is gone. Decoding
 * runs on libvips' threads and so goes on while a model holds this one: two requests at a time fill a core.
 */
export async function serveInspections(settings: InferenceSettings, decode = decodeImage): Promise<void> {
  process.on("disconnect", () => process.exit(0));
  // A terminal's Ctrl-C reaches the whole group; when to stop is for the parent to say.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  await offerToOomKiller();

  const cascade = await openCascade(settings.modelsDir, settings).catch((error: Error) => {
    send({ kind: "unusable", message: error.message });
  });
  if (cascade === undefined) return;

  const limits = { maxPixels: settings.maxPixels, maxFileBytes: settings.maxFileBytes, maxSide: cascade.longestSide };
  process.on("message", (request: InspectRequest) => {
    void answer(request, async () => inspectImage(cascade, await decode(request.path, limits), request)).then(send);
  });
  send({ kind: "ready", brand: cascade.brand, stageNames: cascade.stageNames, fingerprint: cascade.fingerprint });
}

/** The thumbnail is made while the models run, and is not worth failing for. */
async function inspectImage(
  cascade: Cascade,
  image: DecodedImage,
  { thumbnail, threshold }: InspectRequest,
): Promise<Inspection> {
  const written =
    thumbnail === undefined
      ? undefined
      : writeThumbnail(image, thumbnail).catch((error: unknown) => console.error(error));
  const [judgement] = await Promise.all([cascade.classify(image, threshold), written]);
  return { ...judgement, image: { width: image.width, height: image.height } };
}

async function answer({ id }: InspectRequest, inspector: () => Promise<Inspection>): Promise<InferenceMessage> {
  try {
    return { kind: "judged", id, judgement: await inspector() };
  } catch (error) {
    const { category, message, transient } =
      error instanceof ItemError
        ? error
        : new ItemError("internal", "Judging the image failed unexpectedly.", { transient: true });
    if (category === "internal" || category === "model_failed") console.error(error);
    return { kind: "unjudgeable", id, category, message, transient };
  }
}

function send(message: InferenceMessage): void {
  if (process.connected) process.send!(message);
}

/**
 * When memory runs out the kernel shall take this process, which costs one image, and not its parent.
 * Where there is no such file, the kernel decides alone.
 */
async function offerToOomKiller(): Promise<void> {
  await writeFile("/proc/self/oom_score_adj", "1000").catch(() => {});
}
