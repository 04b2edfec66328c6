import { z } from "zod";
import { brandEstimateSchema, brandVersionSchema } from "@symphony/contract";
import type { BrandVersion } from "@symphony/contract";
import { BRAND_VERSIONS_MAX, BRANDS_MAX } from "../../brands/brands.ts";
import type { Brands } from "../../port.ts";
import { StoreError } from "../../store-error.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readObject } from "../base/objects.ts";

/** A version with its files, small ones, as one object: it is there whole or not at all. */
const versionSchema = z.object({ record: brandVersionSchema, files: z.record(z.string(), z.base64()) });
type Version = z.infer<typeof versionSchema>;
/** Versions never change. */
const VERSIONS_KEPT = 100;

export function createObjectBrands({ bucket }: ObjectLedger): Brands {
  const known = new Map<string, Version>();

  async function readVersion(key: string): Promise<Version | undefined> {
    const version = known.get(key) ?? (await readObject(bucket, key, versionSchema));
    if (version === undefined) return undefined;
    known.delete(key);
    known.set(key, version);
    const oldest = known.keys().next().value;
    if (known.size > VERSIONS_KEPT && oldest !== undefined) known.delete(oldest);
    return version;
  }
  /** The key of the newest version of each brand. */
  async function newestKeys(prefix: string): Promise<string[]> {
    const newest = new Map<string, string>();
    for (const name of await namesBelow(bucket, prefix)) newest.set(`${prefix}${name}`.split("/")[1] ?? "", name);
    return [...newest.values()].map((name) => `${prefix}${name}`);
  }
  async function recordsBelow(prefix: string): Promise<BrandVersion[]> {
    const versions = await Promise.all((await newestKeys(prefix)).map(readVersion));
    return versions.flatMap((version) => version?.record ?? []);
  }

  return {
    list: async () => (await recordsBelow(KEYS.brands)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    newest: async (name) => (await recordsBelow(KEYS.brand(name)))[0],
    version: async (name, version) => (await readVersion(KEYS.brandVersion(name, version)))?.record,
    async add(record, files) {
      const keys = await newestKeys(KEYS.brands);
      const isNew = !keys.some((key) => key.startsWith(KEYS.brand(record.name)));
      if (isNew && keys.length >= BRANDS_MAX)
        throw new StoreError("full", `There are ${BRANDS_MAX} brands already, those that were removed included.`);
      if (record.version > BRAND_VERSIONS_MAX)
        throw new StoreError("full", `The brand ${record.name} has ${BRAND_VERSIONS_MAX} versions already.`);
      const encoded = [...files].map(([name, bytes]): [string, string] => [
        name,
        Buffer.from(bytes).toString("base64"),
      ]);
      const version: Version = { record, files: Object.fromEntries(encoded) };
      const key = KEYS.brandVersion(record.name, record.version);
      return (await bucket.putIfAbsent(key, JSON.stringify(version))) !== undefined;
    },
    async read(name, version, file) {
      const text = (await readVersion(KEYS.brandVersion(name, version)))?.files[file];
      return text === undefined ? undefined : Buffer.from(text, "base64");
    },
    async putEstimate(name, estimate) {
      const key = KEYS.brandEstimate(name, estimate.version);
      return (await bucket.putIfAbsent(key, JSON.stringify(estimate))) !== undefined;
    },
    estimate: (name, version) => readObject(bucket, KEYS.brandEstimate(name, version), brandEstimateSchema),
  };
}
