import { createHash } from "node:crypto";
import type { BatchBrand } from "@symphony/contract";
import type { BrandSource } from "./brand-source.ts";
import type { InstalledBrand } from "./installed-brands.ts";

/** What looks for brands now. */
export interface Fingerprinted {
  fingerprint: string;
  installed?: readonly InstalledBrand[];
}

/** Digest of everything that determines a verdict on these brands besides the image; without them of the installation's. */
export function fingerprintOf(
  { fingerprint, installed = [] }: Fingerprinted,
  brands: ReadonlyArray<BatchBrand & Pick<BrandSource, "forbidden">> | undefined,
): string {
  if (brands === undefined) return fingerprint;
  const cascades = brands.map(({ name, version, forbidden }) => [
    name,
    version ?? installed.find((each) => each.name === name)?.digest ?? null,
    ...(forbidden === undefined ? [] : ["forbidden"]),
  ]);
  return createHash("sha256")
    .update(JSON.stringify([fingerprint, cascades]))
    .digest("hex");
}
