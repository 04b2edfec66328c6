import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brandEstimateSchema, brandVersionSchema } from "@symphony/contract";
import type { BrandVersion } from "@symphony/contract";
import { removeAbandonedTemporaries } from "../fs/abandoned.ts";
import { makeDirDurably, putIfAbsent, readJson, syncDir, temporaryPath, writeSynced } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { Brands } from "../port.ts";
import { StoreError } from "../store-error.ts";

/** Brands of one installation, removed ones too: all of them are listed at once. */
export const BRANDS_MAX = 200;
/** Versions of one brand; none is deleted, as kept batches may name it. */
export const BRAND_VERSIONS_MAX = 1_000;

const RECORD = "brand.json";

/**
 * `<name>/<version>/` with `brand.json` and its files: a folder that appears whole, by one rename, and never changes.
 * A version that is read once need not be read again. Its estimate, which is made later, is a file beside it.
 */
export function createBrands(paths: Paths): Brands {
  const known = new Map<string, BrandVersion>();

  async function version(name: string, nth: number): Promise<BrandVersion | undefined> {
    const key = `${name}/${nth}`;
    const record = known.get(key) ?? (await readJson(join(paths.brandVersion(name, nth), RECORD), brandVersionSchema));
    if (record !== undefined) known.set(key, record);
    return record;
  }
  async function last(name: string): Promise<BrandVersion | undefined> {
    const nth = (await versionsIn(paths.brand(name))).at(-1);
    return nth === undefined ? undefined : version(name, nth);
  }
  async function newest(name: string): Promise<BrandVersion | undefined> {
    return newestThatCounts(await versionsIn(paths.brand(name)), (nth) => version(name, nth));
  }

  return {
    newest,
    last,
    version,
    async list() {
      const names = (await namesIn(paths.brands)).map((name) => name.normalize("NFC"));
      const records = await Promise.all(names.toSorted().map((name) => newest(name).catch(leaveOutUnknown)));
      return records.filter((record) => record !== undefined);
    },
    async add(record, files) {
      // One that cannot be read again would hide all brands.
      brandVersionSchema.parse(record);
      await requireRoom(paths, record);
      await makeDirDurably(paths.brand(record.name));
      await removeAbandonedTemporaries(paths, paths.brand(record.name));
      return publish(paths, record, files);
    },
    async read(name, nth, file) {
      return readFile(join(paths.brandVersion(name, nth), file)).catch((error: unknown) => {
        if (errnoOf(error) === "ENOENT") return undefined;
        throw error;
      });
    },
    putEstimate(name, estimate) {
      const path = paths.brandEstimate(name, estimate.version);
      return putIfAbsent(path, JSON.stringify(estimate, null, 2), paths.brand(name));
    },
    estimate: (name, nth) => readJson(paths.brandEstimate(name, nth), brandEstimateSchema),
  };
}

/** A brand that only a newer version can read must not hide the others. */
export function leaveOutUnknown(error: unknown): undefined {
  if (!(error instanceof StoreError) || error.code !== "unknown_format") throw error;
}

/** @param versions their numbers, the highest last */
export async function newestThatCounts<T>(
  versions: readonly T[],
  read: (version: T) => Promise<BrandVersion | undefined>,
): Promise<BrandVersion | undefined> {
  for (const each of versions.toReversed()) {
    const record = await read(each);
    if (record !== undefined && record.candidate !== true && record.discards === undefined) return record;
  }
  return undefined;
}

async function requireRoom(paths: Paths, { name, version }: BrandVersion): Promise<void> {
  const names = await namesIn(paths.brands);
  if (!names.some((each) => each.normalize("NFC") === name) && names.length >= BRANDS_MAX)
    throw new StoreError("full", `There are ${BRANDS_MAX} brands already, those that were removed included.`);
  if (version > BRAND_VERSIONS_MAX)
    throw new StoreError("full", `The brand ${name} has ${BRAND_VERSIONS_MAX} versions already.`);
}

async function publish(paths: Paths, record: BrandVersion, files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
  const [folder, published] = [paths.brand(record.name), paths.brandVersion(record.name, record.version)];
  const temporary = temporaryPath(folder, published);
  await mkdir(temporary);
  try {
    for (const [name, bytes] of files) await writeFile(join(temporary, name), bytes, { flag: "wx", flush: true });
    await writeSynced(join(temporary, RECORD), JSON.stringify(record, null, 2));
    await syncDir(temporary);
    await rename(temporary, published);
    await syncDir(folder);
    return true;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (errnoOf(error) !== "ENOTEMPTY" && errnoOf(error) !== "EEXIST") throw error;
    await syncDir(folder);
    return false;
  }
}

const namesIn = (dir: string): Promise<string[]> =>
  readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });

const versionsIn = async (dir: string): Promise<number[]> =>
  (await namesIn(dir))
    .filter((name) => /^[1-9]\d{0,5}$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
