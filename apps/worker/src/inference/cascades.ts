import type { BrandSource } from "../brands/brand-source.ts";
import { CascadeError } from "../cascade/cascade-error.ts";
import { readInstalledBrands } from "../brands/installed-brands.ts";
import type { InstalledBrand } from "../brands/installed-brands.ts";
import { openCascade } from "../cascade/open-cascade.ts";
import type { Cascade, CascadeOptions } from "../cascade/open-cascade.ts";

/**
 * Cascades beside that of the installation that stay open: as many as a batch may name. Each holds its models in
 * memory; those of one file are shared.
 */
const CASCADES_OPEN_MAX = 8;

export interface Cascades {
  /** The cascade of the installation, which stays open. */
  main: Cascade;
  installed: readonly InstalledBrand[];
  /** Runs work with the cascade of a brand, which is opened if it is not open. @throws {CascadeError} */
  use<T>(brand: BrandSource, work: (cascade: Cascade) => Promise<T>): Promise<T>;
}

interface OpenCascade {
  cascade: Promise<Cascade>;
  users: number;
}

/**
 * Opens the cascade of the installation, and each other one once, so that one that cannot be used is found now.
 *
 * @throws {CascadeError}
 */
export async function openCascades(modelsDir: string, options: CascadeOptions): Promise<Cascades> {
  const installed = await readInstalledBrands(modelsDir);
  const main = await openCascade(modelsDir, options);
  const openBrand = brandOpener(installed, options);
  /** By brand and version, the one that was used last at the end. */
  const open = new Map<string, OpenCascade>();

  const closeUnused = (): void => {
    for (const [key, { cascade, users }] of open) {
      if (open.size <= CASCADES_OPEN_MAX) return;
      if (users > 0) continue;
      open.delete(key);
      void cascade.then((each) => each.close()).catch(() => undefined);
    }
  };
  const use: Cascades["use"] = async (brand, work) => {
    if (brand.dir === undefined && brand.name === main.brand) return work(main);
    const key = JSON.stringify([brand.name, brand.version]);
    const entry = open.get(key) ?? { cascade: openBrand(brand), users: 0 };
    open.delete(key);
    open.set(key, entry);
    entry.users += 1;
    try {
      const cascade = await entry.cascade.catch((error: unknown) => {
        if (open.get(key) === entry) open.delete(key);
        throw error;
      });
      return await work(cascade);
    } finally {
      entry.users -= 1;
      closeUnused();
    }
  };

  for (const { name, default: isMain } of installed) if (!isMain) await use({ name }, async () => undefined);
  return { main, installed, use };
}

/** Opens cascades by their brands. */
function brandOpener(
  installed: readonly InstalledBrand[],
  options: CascadeOptions,
): (brand: BrandSource) => Promise<Cascade> {
  /** By brand, as those of the installation were first opened: results are recorded under the files of then. */
  const fingerprints = new Map<string, string>();
  const changed = new Set<string>();
  return async ({ name, dir }) => {
    if (dir === undefined && changed.has(name)) throw changedFiles(name);
    const found = dir ?? installed.find((each) => each.name === name)?.dir;
    if (found === undefined) throw new CascadeError(`There is no cascade for the brand '${name}'.`);
    const cascade = await openCascade(found, options);
    if (dir !== undefined) return cascade;
    const first = fingerprints.get(name) ?? cascade.fingerprint;
    fingerprints.set(name, first);
    if (cascade.fingerprint === first) return cascade;
    // Each image would load all models once more.
    changed.add(name);
    await cascade.close();
    throw changedFiles(name);
  };
}

const changedFiles = (name: string): CascadeError =>
  new CascadeError(`The files of the brand '${name}' have changed; restart the workers to use them.`);
