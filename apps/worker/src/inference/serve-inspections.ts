import { writeFile } from "node:fs/promises";
import { CascadeError } from "../cascade/cascade-error.ts";
import type { Classification } from "../cascade/classification.ts";
import { decodeImage } from "../decode/decode-image.ts";
import { lookOf } from "../decode/look.ts";
import type { DecodedImage } from "../decode/pixels.ts";
import { scaledToThumbnail } from "../decode/thumbnail.ts";
import { makeMarks } from "../evidence/marks.ts";
import { makeThumbnail } from "../evidence/thumbnail.ts";
import { makeView } from "../evidence/view.ts";
import { ItemError } from "../item-error.ts";
import { classifyBrands, longestSideOf } from "./classify-brands.ts";
import { openCascades } from "./cascades.ts";
import type { Cascades } from "./cascades.ts";
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

  const cascades = await openCascades(settings.modelsDir, settings).catch((error: Error) => {
    send({ kind: "unusable", message: error.message });
  });
  if (cascades === undefined) return;

  const { maxPixels, maxFileBytes, viewMaxSide = 0 } = settings;
  process.on("message", (request: InspectRequest) => {
    void respond(request, async () => {
      const maxSide = await longestSideOf(cascades, request.brands);
      return inspect(cascades, await decode(request.path, { maxPixels, maxFileBytes, maxSide }), request, viewMaxSide);
    }).then(send);
  });
  const { installed, main } = cascades;
  send({ kind: "ready", brand: main.brand, stageNames: main.stageNames, fingerprint: main.fingerprint, installed });
}

/** With the cascade of the installation, or with those of the brands that are asked for. */
const classify = (
  cascades: Cascades,
  image: DecodedImage,
  { brands, threshold }: InspectRequest,
): Promise<Classification & Pick<Inspection, "brands" | "forbidden">> =>
  brands === undefined ? cascades.main.classify(image, threshold) : classifyBrands(cascades, brands, image, threshold);

/**
 * The view is made while the models run, and the thumbnail after them, from a copy that they looked at. Without pictures
 * the inspection is still complete.
 */
async function inspect(
  cascades: Cascades,
  image: DecodedImage,
  request: InspectRequest,
  viewMaxSide: number,
): Promise<Inspection> {
  const { path, withoutEvidence = false } = request;
  const needsView = viewMaxSide > 0 && !withoutEvidence;
  const [classification, view] = await Promise.all([
    classify(cascades, image, request),
    needsView ? orNone(makeView(path, image, viewMaxSide)) : undefined,
  ]);
  const [preview, marks] = await Promise.all([
    orNone(makePreview(image, withoutEvidence)),
    withoutEvidence ? undefined : orNone(makeMarks(path, image, classification)),
  ]);
  const { width, height, pages = 1 } = image;
  const facts = pages > 1 ? { width, height, pages } : { width, height };
  return { ...classification, image: facts, ...preview, view, marks };
}

async function makePreview(image: DecodedImage, withoutLook: boolean): Promise<Pick<Inspection, "thumbnail" | "look">> {
  const small = await scaledToThumbnail(image.pixels);
  return { thumbnail: await makeThumbnail(image, small), look: withoutLook ? undefined : lookOf(small) };
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
    const { category, message, transient } = error instanceof ItemError ? error : unexpected(error);
    if (category === "internal" || category === "model_failed") console.error(error);
    return { kind: "failed", id, category, message, transient };
  }
}

function unexpected(error: unknown): ItemError {
  return error instanceof CascadeError
    ? new ItemError("model_failed", `The brand cannot be looked for. ${error.message}`, { transient: true })
    : new ItemError("internal", "Inspecting the image failed unexpectedly.", { transient: true });
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
