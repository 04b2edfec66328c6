import { BRANDS_PER_BATCH_MAX, Problem } from "@symphony/contract";
import type { BatchBrand, BrandRules } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { installedBrands, resolveBrands } from "./known-brands.ts";

type Deps = Pick<ApiDeps, "store" | "presence">;

/**
 * The brands that the rules of these do not allow beside them. One that was removed since is not looked for.
 *
 * @throws {Problem} when there are more than a batch may look for
 */
export async function forbiddenBesides({ store, presence }: Deps, brands: readonly BatchBrand[] = []) {
  const asked = new Set(brands.map(({ name }) => name));
  const named = new Set<string>();
  for (const { name, version } of brands) {
    const rules = version === undefined ? undefined : (await store.brands.version(name, version))?.rules;
    for (const other of rules?.must_not_show ?? []) if (!asked.has(other)) named.add(other);
  }
  const forbidden: BatchBrand[] = [];
  for (const name of named) {
    const added = await store.brands.newest(name);
    if (added === undefined) forbidden.push({ name });
    else if (added.removed !== true) forbidden.push({ name, version: added.version });
  }
  const total = asked.size + forbidden.length;
  if (total > BRANDS_PER_BATCH_MAX)
    throw new Problem(
      "invalid_request",
      `brand: with those that their rules do not allow these are ${total} brands, and a batch looks for ${BRANDS_PER_BATCH_MAX}.`,
    );
  const installed = forbidden.some(({ version }) => version === undefined)
    ? await installedBrands({ store, presence })
    : [];
  const isThere = ({ name, version }: BatchBrand): boolean =>
    version !== undefined || installed === undefined || installed.some((each) => each.name === name);
  return forbidden.filter(isThere);
}

/** @throws {Problem} when the rules name brands that are not there, or the brand itself */
export async function requireForbidden(deps: Deps, name: string, rules: BrandRules | undefined): Promise<void> {
  const named = rules?.must_not_show ?? [];
  if (named.includes(name)) throw new Problem("invalid_request", `rules: ${name} cannot forbid itself.`);
  await resolveBrands(deps, named);
}
