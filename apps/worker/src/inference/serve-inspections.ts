import { writeFile } from "node:fs/promises";
import { openCascade } from "../cascade/open-cascade.ts";
import type { Cascade } from "../cascade/open-cascade.ts";
import { decodeImage } from "../decode/decode-image.ts";
import { lookOf } from "../decode/look.ts";
import type { DecodedImage } from "../decode/pixels.ts";
import { encodeThumbnail } from "../decode/thumbnail.ts";
import { makeMarks } from "../evidence/marks.ts";
import { makeView } from "../evidence/view.ts";
import { ItemError } from "../item-error.ts";
import type { InferenceMessage, InferenceSettings, Inspection, InspectRequest } from "./protocol.ts";

/**
 * The main function of an inference process: loads the cascade, reports that it is ready, and responds to requests
 * until its parent is gone. Images are decoded on the threads of libvips while a model blocks this thread, so two
 * requests at a time keep a core busy.
 */
export async function serveInspections(settings: InferenceSettings, decode = decodeImage): Promise<void> {
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C in a terminal signals the whole process group, but the parent decides when to stop.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  await preferForOomKiller();

  const cascade = await openCascade(settings.modelsDir, settings).catch((error: Error) => {
    send({ kind: "unusable", message: error.message });
  });
  if (cascade === undefined) return;

  const limits = { maxPixels: settings.maxPixels, maxFileBytes: settings.maxFileBytes, maxSide: cascade.longestSide };
  process.on("message", (request: InspectRequest) => {
    void respond(request, async () =>
      inspect(cascade, await decode(request.path, limits), request, settings.viewMaxSide ?? 0),
    ).then(send);
  });
  send({ kind: "ready", brand: cascade.brand, stageNames: cascade.stageNames, fingerprint: cascade.fingerprint });
}

/** Thumbnail and view are made while the models run. Without pictures the inspection is still complete. */
async function inspect(
  cascade: Cascade,
  image: DecodedImage,
  { path, threshold, withoutEvidence = false }: InspectRequest,
  viewMaxSide: number,
): Promise<Inspection> {
  const needsView = viewMaxSide > 0 && !withoutEvidence;
  const [classification, thumbnail, view] = await Promise.all([
    cascade.classify(image, threshold),
    orNone(encodeThumbnail(image)),
    needsView ? orNone(makeView(path, image, viewMaxSide)) : undefined,
  ]);
  const marks = withoutEvidence ? undefined : await orNone(makeMarks(path, image, classification));
  const { width, height, pages = 1 } = image;
  const facts = pages > 1 ? { width, height, pages } : { width, height };
  const look = thumbnail === undefined || withoutEvidence ? undefined : await orNone(lookOf(thumbnail));
  return { ...classification, image: facts, thumbnail, look, view, marks };
}

const orNone = <T>(picture: Promise<T>): Promise<T | undefined> =>
  picture.catch((error: unknown) => {
    console.error(error);
    return undefined;
  });

async function respond({ id }: InspectRequest, work: () => Promise<Inspection>): Promise<InferenceMessage> {
  try {
    return { kind: "inspected", id, inspection: await work() };
  } catch (error) {
    const { category, message, transient } =
      error instanceof ItemError
        ? error
        : new ItemError("internal", "Inspecting the image failed unexpectedly.", { transient: true });
    if (category === "internal" || category === "model_failed") console.error(error);
    return { kind: "failed", id, category, message, transient };
  }
}

function send(message: InferenceMessage): void {
  if (process.connected) process.send!(message);
}

/**
 * When memory runs out, the kernel should kill this process and not its parent: that costs one image. On systems
 * without this file the kernel decides by itself.
 */
async function preferForOomKiller(): Promise<void> {
  await writeFile("/proc/self/oom_score_adj", "1000").catch(() => {});
}
