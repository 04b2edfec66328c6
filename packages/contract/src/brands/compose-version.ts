import { cascadeFromArtwork } from "./cascade-from-artwork.ts";
import type { BrandModel, BrandVersion } from "./brand.ts";
import type { BrandRules } from "./rules.ts";

/** A picture of the mark as it is kept: PNG, without margins. */
export interface ArtworkPicture {
  png: Uint8Array;
  width: number;
  height: number;
}

/** Files of a version beside the pictures of its mark. */
export const BRAND_FILES = { cascade: "cascade.json", model: "model.onnx" } as const;

/** What a version is made of. */
export interface BrandContent {
  words: readonly string[];
  artwork: readonly ArtworkPicture[];
  model?: (BrandModel & { onnx: Uint8Array }) | undefined;
  rules?: BrandRules | undefined;
  threshold?: number | undefined;
}

/** What is said of a version beside its content. */
export type VersionFacts = Omit<BrandVersion, "words" | "artwork" | "model" | "stages" | "rules" | "threshold">;

/** A version of a brand, with its files by name: the cascade, and the pictures of the mark. */
export function composeVersion(
  facts: VersionFacts,
  { words, artwork, model, rules, threshold }: BrandContent,
): { record: BrandVersion; files: Map<string, Uint8Array> } {
  const pictures = artwork.map(({ png, ...size }, nth) => ({ file: `artwork-${nth + 1}.png`, png, ...size }));
  const cascade = cascadeFromArtwork({
    brand: facts.name,
    files: pictures.map(({ file }) => file),
    words,
    threshold,
    mirrored: rules?.not_mirrored === true,
    model: model && { file: BRAND_FILES.model, sha256: model.sha256, input_size: model.input_size },
  });
  const record: BrandVersion = {
    ...facts,
    words: [...words],
    artwork: pictures.map(({ png: _png, ...rest }) => rest),
    ...(model === undefined ? {} : { model: factsOf(model) }),
    stages: cascade.stages.map(({ type }) => String(type)),
    ...(rules === undefined ? {} : { rules }),
    ...(threshold === undefined ? {} : { threshold }),
  };
  const files = new Map<string, Uint8Array>([
    [BRAND_FILES.cascade, new TextEncoder().encode(JSON.stringify(cascade, null, 2))],
    ...pictures.map(({ file, png }): [string, Uint8Array] => [file, png]),
  ]);
  if (model !== undefined) files.set(BRAND_FILES.model, model.onnx);
  return { record, files };
}

const factsOf = ({ sha256, bytes, input_size }: BrandModel): BrandModel => ({ sha256, bytes, input_size });

/** The names of all files of a version. */
export const filesOfVersion = ({ artwork, model }: BrandVersion): string[] => [
  BRAND_FILES.cascade,
  ...artwork.map(({ file }) => file),
  ...(model === undefined ? [] : [BRAND_FILES.model]),
];
