import type { BrandModel } from "./brand.ts";

/** What a brand is looked for by. */
export interface ArtworkBrand {
  brand: string;
  /** Pictures of the mark, as paths relative to the folder of cascade.json. */
  files: readonly string[];
  /** The brand's names, as they are read; none for a mark without letters. */
  words?: readonly string[];
  /** Of every stage, 0..1. */
  threshold?: number | undefined;
  /** Whether marks that are turned over are looked for too. */
  mirrored?: boolean;
  /** A trained detector in the same folder: it is asked first, because it is faster. */
  model?: (Pick<BrandModel, "sha256" | "input_size"> & { file: string }) | undefined;
}

/** A value of cascade.json. The schemas of its stages are the worker's, so this is what they accept, not their type. */
export interface ArtworkCascade {
  brand: string;
  stages: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Measured with brands of the development data (docs/brands.md). */
const THRESHOLD = 0.5;

/** Small pictures are enlarged for a model, as those that it was trained with (models/training). */
const MODEL_ENLARGE = 1.25;

/** A cascade that needs no training: the artwork is looked for, and the words, if there are any, are read. */
export function cascadeFromArtwork({
  brand,
  files,
  words = [],
  threshold = THRESHOLD,
  mirrored = false,
  model,
}: ArtworkBrand): ArtworkCascade {
  const artwork = { name: "artwork", type: "artwork", threshold, files, words, ...(mirrored && { mirrored }) };
  const reading = { name: "words", type: "wordmark", words, input_size: [640], threshold };
  const trained = { name: "model", type: "yolo", ...model, enlarge: MODEL_ENLARGE, classes: ["logo"], threshold };
  return {
    brand,
    stages: [...(model === undefined ? [] : [trained]), artwork, ...(words.length === 0 ? [] : [reading])],
  };
}
