import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import { filesOfVersion } from "@symphony/contract";
import type { BatchBrand } from "@symphony/contract";
import type { BrandSource } from "./brand-source.ts";
import type { InstalledBrand } from "./installed-brands.ts";

/** Versions of brands that are kept on this machine, a few megabytes each; 30 with a large model. */
const VERSIONS_KEPT_MAX = 16;
/** One that was asked for so lately may be in use: a chunk asks when it begins. */
const IN_USE_MS = 3_600_000;

/** A brand that this worker does not have; another worker may. */
export class BrandMissingError extends Error {
  override name = "BrandMissingError";
}

/** The brands that a batch names, and those that their rules do not allow. */
export type BrandsOfBatch = Pick<BatchManifest, "brands" | "forbidden">;

/** Cascades of brands as folders on this machine. */
export interface BrandFiles {
  /** @returns those that are looked for, then those that are forbidden @throws {BrandMissingError} */
  sourcesOf(batch: BrandsOfBatch): Promise<readonly BrandSource[] | undefined>;
  close(): Promise<void>;
}

/**
 * Versions of brands come from the store when they are first asked for: a version that was just added is used for the
 * next image.
 *
 * @param scratch a folder of this process alone; emptied now and removed at the end
 */
export async function openBrandFiles(
  { brands: stored }: Pick<BatchStore, "brands">,
  inspector: { installed: readonly InstalledBrand[] },
  scratch: string,
): Promise<BrandFiles> {
  await rm(scratch, { recursive: true, force: true });
  /** By brand and version, the one that was asked for last at the end. */
  const kept = new Map<string, { dir: Promise<string>; askedAt: number }>();

  function folderOf(name: string, version: number): Promise<string> {
    const key = createHash("sha256")
      .update(JSON.stringify([name, version]))
      .digest("hex");
    // Under a name of its own, so that one that is being removed is not in its way.
    const dir = kept.get(key)?.dir ?? fetchVersion(stored, name, version, join(scratch, `${key}-${randomUUID()}`));
    kept.delete(key);
    kept.set(key, { dir, askedAt: performance.now() });
    dir.catch(() => kept.get(key)?.dir === dir && kept.delete(key));
    removeOldest();
    return dir;
  }

  function removeOldest(): void {
    const [oldest] = kept;
    if (oldest === undefined || kept.size <= VERSIONS_KEPT_MAX) return;
    const [key, { dir, askedAt }] = oldest;
    if (performance.now() - askedAt < IN_USE_MS) return;
    kept.delete(key);
    void dir.then((path) => rm(path, { recursive: true, force: true })).catch(() => undefined);
  }

  return {
    async sourcesOf({ brands, forbidden = [] }) {
      if (brands === undefined) return undefined;
      const open = (brand: BatchBrand): Promise<BrandSource> => sourceOf(brand, inspector.installed, folderOf, stored);
      const sources = await Promise.all([...brands, ...forbidden].map(open));
      return sources.map((source, nth) => (nth < brands.length ? source : { ...source, forbidden: true }));
    },
    close: () => rm(scratch, { recursive: true, force: true }),
  };
}

async function sourceOf(
  { name, version }: BatchBrand,
  installed: readonly InstalledBrand[],
  folderOf: (name: string, version: number) => Promise<string>,
  stored: BatchStore["brands"],
): Promise<BrandSource> {
  if (version !== undefined) {
    const dir = await folderOf(name, version);
    return { name, version, dir, rules: (await stored.version(name, version))?.rules };
  }
  if (installed.some((each) => each.name === name)) return { name };
  throw new BrandMissingError(`This worker has no models for the brand ${name}.`);
}

/** Writes the files of a version to a folder, which appears whole. */
async function fetchVersion(stored: BatchStore["brands"], name: string, version: number, dir: string): Promise<string> {
  const record = await stored.version(name, version);
  if (record === undefined) throw new BrandMissingError(`The store has no version ${version} of the brand ${name}.`);
  const incomplete = `${dir}.incomplete`;
  await rm(incomplete, { recursive: true, force: true });
  await mkdir(incomplete, { recursive: true });
  for (const file of filesOfVersion(record)) {
    const bytes = await stored.read(name, version, file);
    if (bytes === undefined) throw new BrandMissingError(`The store has no ${file} of the brand ${name}.`);
    await writeFile(join(incomplete, file), bytes);
  }
  await rename(incomplete, dir);
  return dir;
}
