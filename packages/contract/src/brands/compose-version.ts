import { cascadeFromArtwork } from "./cascade-from-artwork.ts";
import type { BrandVersion } from "./brand.ts";
import type { BrandRules } from "./rules.ts";

/** A picture of the mark as it is kept: PNG, without margins. */
export interface ArtworkPicture {
  png: Uint8Array;
  width: number;
  height: number;
}

/** What a version is made of. */
export interface BrandContent {
  words: readonly string[];
  artwork: readonly ArtworkPicture[];
  rules?: BrandRules | undefined;
  threshold?: number | undefined;
}

/** What is said of a version beside its content. */
export type VersionFacts = Omit<BrandVersion, "words" | "artwork" | "stages" | "rules" | "threshold">;

/** A version of a brand, with its files by name: the cascade, and the pictures of the mark. */
export function composeVersion(
  facts: VersionFacts,
  { words, artwork, rules, threshold }: BrandContent,
): { record: BrandVersion; files: Map<string, Uint8Array> } {
  const pictures = artwork.map(({ png, ...size }, nth) => ({ file: `artwork-${nth + 1}.png`, png, ...size }));
  const cascade = cascadeFromArtwork({
    brand: facts.name,
    files: pictures.map(({ file }) => file),
    words,
    threshold,
    mirrored: rules?.not_mirrored === true,
  });
  const record: BrandVersion = {
    ...facts,
    words: [...words],
    artwork: pictures.map(({ png: _png, ...rest }) => rest),
    stages: cascade.stages.map(({ type }) => String(type)),
    ...(rules === undefined ? {} : { rules }),
    ...(threshold === undefined ? {} : { threshold }),
  };
  const files = new Map<string, Uint8Array>([
    ["cascade.json", new TextEncoder().encode(JSON.stringify(cascade, null, 2))],
    ...pictures.map(({ file, png }): [string, Uint8Array] => [file, png]),
  ]);
  return { record, files };
}
