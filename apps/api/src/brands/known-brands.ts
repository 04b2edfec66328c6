import { Problem } from "@symphony/contract";
import type { BatchBrand, BrandDetails, BrandVersion, ListedBrand } from "@symphony/contract";
import type { InstalledBrand } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";

/** Brands of the installation are known by its workers; without Redis they are not known at the moment. */
const REDIS_WAIT_MS = 1_000;
/** Brands that a sentence names. */
const NAMED_MAX = 20;

type Deps = Pick<ApiDeps, "store" | "presence">;

/** @returns undefined when Redis cannot say it */
export const installedBrands = ({ presence }: Deps): Promise<InstalledBrand[] | undefined> =>
  withinMs(REDIS_WAIT_MS, presence.installedBrands()).catch(() => undefined);

/** Brands of the installation, then those that were added, by name. */
export async function listBrands(deps: Deps): Promise<ListedBrand[]> {
  const installed = (await installedBrands(deps)) ?? [];
  const added = (await deps.store.brands.list()).filter(({ removed }) => removed !== true);
  return [
    ...installed.map(({ name, stages, words, default: isDefault }) => ({
      name,
      stages: [...stages],
      words: [...words],
      ready: true,
      version: null,
      default: isDefault,
    })),
    ...added.map((version) => listedBrandOf(version, installed.length > 0)),
  ];
}

/** Any worker of a version that lets batches name their brands opens a brand that was added. */
const listedBrandOf = ({ name, stages, words, version }: BrandVersion, ready: boolean): ListedBrand => ({
  name,
  stages,
  words,
  ready,
  version,
  default: false,
});

/** @throws {Problem} `not_found` when no brand of this name was added */
export async function readBrand(deps: Deps, name: string): Promise<BrandDetails> {
  const newest = await requireBrand(deps, name);
  const last = (await deps.store.brands.last(name)) ?? newest;
  const versions: BrandVersion[] = [];
  for (let each = last.version; each > 0; each -= 1) {
    const version = await deps.store.brands.version(name, each);
    if (version?.stages.length && version.learns_from === undefined) versions.push(version);
  }
  const ready = ((await installedBrands(deps)) ?? []).length > 0;
  const estimateOf = async ({ version }: BrandVersion) => (await deps.store.brands.estimate(name, version)) ?? null;
  return {
    ...listedBrandOf(newest, ready),
    artwork: newest.artwork,
    versions,
    estimate: await estimateOf(newest),
    candidate: last.candidate === true ? { ...last, estimate: await estimateOf(last) } : null,
  };
}

/** The newest version of a brand that was added. @throws {Problem} `not_found` */
export async function requireBrand({ store }: Deps, name: string): Promise<BrandVersion> {
  const newest = await store.brands.newest(name);
  if (newest === undefined || newest.removed === true)
    throw new Problem("not_found", `No brand was added as ${JSON.stringify(name)}.`);
  return newest;
}

/**
 * The versions that a batch is checked with: the newest ones now.
 *
 * @returns undefined for the brand of the installation, when none is named
 * @throws {Problem} `brand_unknown`, with the names of those that are known
 */
export async function resolveBrands(
  deps: Deps,
  names: readonly string[] | undefined,
): Promise<BatchBrand[] | undefined> {
  if (names === undefined || names.length === 0) return undefined;
  const brands: BatchBrand[] = [];
  const unknown: string[] = [];
  for (const given of names) {
    const name = given.normalize("NFC");
    const added = await deps.store.brands.newest(name);
    if (added !== undefined && added.removed !== true) brands.push({ name, version: added.version });
    else unknown.push(name);
  }
  if (unknown.length === 0) return brands;
  const installed = await installedBrands(deps);
  if (installed === undefined || installed.length === 0)
    throw new Problem(
      "not_ready",
      `No worker runs that could say whether it knows ${listed(unknown)}; try again later.`,
    );
  const known = new Set(installed.map(({ name }) => name));
  const missing = unknown.filter((name) => !known.has(name));
  if (missing.length > 0) throw await unknownBrands(deps, missing);
  return names.map((given) => {
    const name = given.normalize("NFC");
    return brands.find((each) => each.name === name) ?? { name };
  });
}

async function unknownBrands(deps: Deps, missing: readonly string[]): Promise<Problem> {
  const names = (await listBrands(deps)).map(({ name }) => name);
  return new Problem("brand_unknown", `There is no brand ${listed(missing)}; known are ${listed(names)}.`, {
    more: { brands: names.slice(0, NAMED_MAX) },
  });
}

const listed = (names: readonly string[]): string =>
  names
    .slice(0, NAMED_MAX)
    .map((name) => JSON.stringify(name))
    .join(", ") + (names.length > NAMED_MAX ? " and others" : "");
