import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { existsSync } from "node:fs";
import { fileDigests } from "../cascade/file-digests.ts";
import { CascadeError } from "../cascade/cascade-error.ts";
import { CASCADE_FILE, readCascadeFile } from "../cascade/cascade-file.ts";

/** A brand whose cascade is among the models of the installation. */
export interface InstalledBrand {
  name: string;
  /** The folder of its cascade.json. */
  dir: string;
  /** The types of its stages. */
  stages: readonly string[];
  words: readonly string[];
  /** Digest of its cascade.json, which lists the checksums of its models, and of its artwork. */
  digest: string;
  /** Whether it is looked for where a batch names no brand. */
  default: boolean;
}

/**
 * The brand of `cascade.json`, then those of `<folder>/cascade.json`, by name.
 *
 * @throws {CascadeError} when one cannot be read, or two have one name
 */
export async function readInstalledBrands(modelsDir: string): Promise<InstalledBrand[]> {
  const entries = await readdir(modelsDir, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((each) => each.isDirectory() || each.isSymbolicLink()).map(({ name }) => name);
  const dirs = folders.toSorted().map((name) => join(modelsDir, name));
  const brands = [await describe(modelsDir, true)];
  for (const dir of dirs.filter((each) => existsSync(join(each, CASCADE_FILE)))) {
    const brand = await describe(dir, false);
    const other = brands.find(({ name }) => name === brand.name);
    if (other !== undefined)
      throw new CascadeError(`Two cascades look for '${brand.name}': ${other.dir} and ${dir}; give one another name.`);
    brands.push(brand);
  }
  return brands;
}

async function describe(dir: string, isDefault: boolean): Promise<InstalledBrand> {
  const config = await readCascadeFile(dir);
  const files = await fileDigests(config, dir);
  const words = config.stages.flatMap((stage) => ("words" in stage ? (stage.words as readonly string[]) : []));
  return {
    name: config.brand,
    dir,
    stages: config.stages.map(({ type }) => type),
    words: [...new Set(words)],
    digest: createHash("sha256")
      .update(JSON.stringify([config, files]))
      .digest("hex"),
    default: isDefault,
  };
}
