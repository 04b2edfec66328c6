import { readArtworkOf, readBrandContent, readModelOf } from "@symphony/batch-store";
import { composeVersion, Problem } from "@symphony/contract";
import type { BrandContent, BrandEstimate, BrandVersion } from "@symphony/contract";
import { withDeadline } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import { requireForbidden } from "./forbidden-brands.ts";
import { installedBrands, requireBrand } from "./known-brands.ts";

/** How long a request waits for Redis; recovery enqueues what is missing. */
const PUBLISH_WAIT_MS = 2_000;

/** What else is said of a version. */
type FurtherFacts = Pick<BrandVersion, "candidate" | "adopted_from" | "learns_from">;

interface BrandModelChange {
  model?: BrandContent["model"] | "none";
}

/** Adds a brand. @throws {Problem} `name_taken` @throws {StoreError} `full` */
export async function addBrand(deps: ApiDeps, name: string, content: BrandContent, by: string): Promise<BrandVersion> {
  const version = await nextVersion(deps, name);
  const [installed, added] = [(await installedBrands(deps)) ?? [], await deps.store.brands.list()];
  const taken = [...installed, ...added.filter(({ removed }) => removed !== true)].find(
    (each) => each.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken !== undefined)
    throw new Problem("name_taken", `There is a brand ${JSON.stringify(taken.name)} already; choose another name.`);
  return addVersion(deps, name, version, content, by);
}

/**
 * Adds a version to a brand; what is left out stays as it was. An open candidate ends with it.
 *
 * @throws {Problem} `not_found` or `brand_changed`
 */
export async function changeBrand(
  deps: ApiDeps,
  name: string,
  { words, artwork, model, rules, threshold }: Partial<Omit<BrandContent, "model">> & BrandModelChange,
  by: string,
  facts: FurtherFacts = {},
): Promise<BrandVersion> {
  const version = await nextVersion(deps, name);
  const before = await requireBrand(deps, name);
  const content = {
    words: words ?? before.words,
    artwork: artwork ?? (await readArtworkOf(deps.store.brands, before)),
    model: model === "none" ? undefined : (model ?? (await readModelOf(deps.store.brands, before))),
    rules: rules ?? before.rules,
    threshold: threshold ?? before.threshold,
  };
  return addVersion(deps, name, version, content, by, facts);
}

/** Makes a candidate the version that counts. @throws {Problem} `not_found` or `brand_changed` */
export async function adoptCandidate(deps: ApiDeps, name: string, version: number, by: string): Promise<BrandVersion> {
  const candidate = await requireCandidate(deps, name, version);
  requireLearned(candidate);
  const estimate = await deps.store.brands.estimate(name, version);
  requireUsable(candidate, estimate);
  const content = await readBrandContent(deps.store.brands, candidate);
  const adopted = await addVersion(deps, name, version + 1, content, by, { adopted_from: version });
  if (estimate !== undefined) await deps.store.brands.putEstimate(name, { ...estimate, version: adopted.version });
  return adopted;
}

/** Ends a candidate; batches that tried it keep it. @throws {Problem} `not_found` or `brand_changed` */
export async function discardCandidate(deps: ApiDeps, name: string, version: number, by: string): Promise<void> {
  await requireCandidate(deps, name, version);
  await put(deps, { ...factsOf(name, version + 1, by), ...NOTHING, discards: version }, new Map());
}

async function requireCandidate(deps: ApiDeps, name: string, version: number): Promise<BrandVersion> {
  await requireBrand(deps, name);
  const last = await deps.store.brands.last(name);
  if (last?.version === version && last.candidate === true) return last;
  throw new Problem("brand_changed", `Version ${version} of ${name} is no candidate, or another version followed.`);
}

/** @throws {Problem} `brand_changed` while a worker learns for the version: the one that it makes is tried and adopted */
export function requireLearned({ name, version, learns_from }: BrandVersion): void {
  if (learns_from === undefined) return;
  throw new Problem("brand_changed", `Version ${version} of ${name} is still learning; wait for the next one.`);
}

/** A model that no worker can open would end every image of the brand in an error. */
export function requireUsable({ model }: BrandVersion, estimate: BrandEstimate | undefined): void {
  if (model === undefined || (estimate !== undefined && estimate.failed === undefined)) return;
  throw new Problem(
    "brand_changed",
    estimate === undefined
      ? "No worker has opened the model yet; wait for the estimate of this version."
      : `The model cannot be used: ${estimate.failed}`,
  );
}

/** Removes a brand: batches that name a version of it keep it. @throws {Problem} `not_found` or `brand_changed` */
export async function removeBrand(deps: ApiDeps, name: string, by: string): Promise<void> {
  const version = await nextVersion(deps, name);
  await requireBrand(deps, name);
  await put(deps, { ...factsOf(name, version, by), ...NOTHING, removed: true }, new Map());
}

const NOTHING = { words: [], artwork: [], stages: [] };

/** Read before what a version is made of: a version that somebody adds meanwhile takes the number, and is not undone. */
const nextVersion = async ({ store }: ApiDeps, name: string): Promise<number> =>
  ((await store.brands.last(name))?.version ?? 0) + 1;

async function addVersion(
  deps: ApiDeps,
  name: string,
  version: number,
  content: BrandContent,
  by: string,
  facts: FurtherFacts = {},
): Promise<BrandVersion> {
  await requireForbidden(deps, name, content.rules);
  const { record, files } = composeVersion({ ...factsOf(name, version, by), ...facts }, content);
  await put(deps, record, files);
  await withDeadline(PUBLISH_WAIT_MS, deps.queues.addEstimate({ name, version })).catch((error: unknown) =>
    deps.logger.warn({ err: error, brand: name, version }, "estimate:not enqueued yet"),
  );
  return record;
}

const factsOf = (name: string, version: number, by: string) => ({
  name,
  version,
  created_at: new Date().toISOString(),
  created_by: by,
});

async function put({ store }: ApiDeps, record: BrandVersion, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await store.admit([...files.values()].reduce((sum, { length }) => sum + length, 0));
  if (await store.brands.add(record, files)) return;
  throw new Problem(
    "brand_changed",
    `Somebody else changed the brand ${record.name} at the same moment, and this call changed nothing; look at it and try again.`,
  );
}
