/** What is known of a brand that has no trained model. */
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
}

/** A value of cascade.json. The schemas of its stages are the worker's, so this is what they accept, not their type. */
export interface ArtworkCascade {
  brand: string;
  stages: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Measured with brands of the development data (docs/brands.md). */
const THRESHOLD = 0.5;

/** A cascade that needs no training: the artwork is looked for, and the words, if there are any, are read. */
export function cascadeFromArtwork({
  brand,
  files,
  words = [],
  threshold = THRESHOLD,
  mirrored = false,
}: ArtworkBrand): ArtworkCascade {
  const artwork = { name: "artwork", type: "artwork", threshold, files, words, ...(mirrored && { mirrored }) };
  const reading = { name: "words", type: "wordmark", words, input_size: [640], threshold };
  return { brand, stages: words.length === 0 ? [artwork] : [artwork, reading] };
}
