import { BRAND_FILES } from "@symphony/contract";
import type { ArtworkPicture, BrandContent, BrandVersion } from "@symphony/contract";
import type { Brands } from "../port.ts";
import { StoreError } from "../store-error.ts";

type Source = Pick<Brands, "read">;

/** What a version is made of, with its files. @throws {StoreError} `missing` */
export async function readBrandContent(brands: Source, version: BrandVersion): Promise<BrandContent> {
  const { words, rules, threshold } = version;
  const [artwork, model] = [await readArtworkOf(brands, version), await readModelOf(brands, version)];
  return { words, rules, threshold, artwork, model };
}

export async function readArtworkOf(brands: Source, version: BrandVersion): Promise<ArtworkPicture[]> {
  const read = async ({ file, width, height }: BrandVersion["artwork"][number]): Promise<ArtworkPicture> => ({
    png: await readFileOf(brands, version, file),
    width,
    height,
  });
  return Promise.all(version.artwork.map(read));
}

export async function readModelOf(brands: Source, version: BrandVersion): Promise<BrandContent["model"]> {
  if (version.model === undefined) return undefined;
  return { ...version.model, onnx: await readFileOf(brands, version, BRAND_FILES.model) };
}

async function readFileOf(brands: Source, { name, version }: BrandVersion, file: string): Promise<Uint8Array> {
  const bytes = await brands.read(name, version, file);
  if (bytes !== undefined) return bytes;
  throw new StoreError("missing", `The file ${file} of the brand ${name} is not there; send it again.`);
}
