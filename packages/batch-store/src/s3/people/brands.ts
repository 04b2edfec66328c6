import { createHash } from "node:crypto";
import { z } from "zod";
import { brandEstimateSchema, brandVersionSchema } from "@symphony/contract";
import type { BrandVersion } from "@symphony/contract";
import { BRAND_VERSIONS_MAX, BRANDS_MAX, leaveOutUnknown, newestThatCounts } from "../../brands/brands.ts";
import type { Brands } from "../../port.ts";
import { StoreError } from "../../store-error.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readObject } from "../base/objects.ts";

/**
 * A version with its small files as one object: it is there whole or not at all. Of large files, which are put before
 * it, it has the digests. One whose version came too late stays; the next version with the same file uses it.
 */
const versionSchema = z.object({
  record: brandVersionSchema,
  files: z.record(z.string(), z.base64()),
  large: z.record(z.string(), z.string()).default({}),
});
type Version = z.infer<typeof versionSchema>;
/** Every version is read when brands are listed, and kept in memory. */
const SMALL_MAX_BYTES = 256 * 1024;
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
  /** The keys of the versions of each brand, the highest number last. */
  async function keysBelow(prefix: string): Promise<string[][]> {
    const byBrand = new Map<string, string[]>();
    for (const name of await namesBelow(bucket, prefix)) {
      const key = `${prefix}${name}`;
      const brand = key.split("/")[1] ?? "";
      byBrand.set(brand, [...(byBrand.get(brand) ?? []), key]);
    }
    return [...byBrand.values()];
  }
  async function putLarge(bytes: Uint8Array): Promise<string> {
    const digest = createHash("sha256").update(bytes).digest("hex");
    await bucket.put(KEYS.brandFile(digest), bytes);
    return digest;
  }
  const recordAt = async (key: string): Promise<BrandVersion | undefined> => (await readVersion(key))?.record;
  async function recordsBelow(prefix: string, onError?: (error: unknown) => undefined): Promise<BrandVersion[]> {
    const keys = await keysBelow(prefix);
    const records = await Promise.all(keys.map((versions) => newestThatCounts(versions, recordAt).catch(onError)));
    return records.filter((record) => record !== undefined);
  }

  return {
    list: async () => (await recordsBelow(KEYS.brands, leaveOutUnknown)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    newest: async (name) => (await recordsBelow(KEYS.brand(name)))[0],
    async last(name) {
      const key = (await keysBelow(KEYS.brand(name)))[0]?.at(-1);
      return key === undefined ? undefined : recordAt(key);
    },
    version: (name, version) => recordAt(KEYS.brandVersion(name, version)),
    async add(record, files) {
      // One that cannot be read again would hide all brands.
      brandVersionSchema.parse(record);
      const brands = await keysBelow(KEYS.brands);
      const isNew = !brands.some(([key]) => key?.startsWith(KEYS.brand(record.name)) === true);
      if (isNew && brands.length >= BRANDS_MAX)
        throw new StoreError("full", `There are ${BRANDS_MAX} brands already, those that were removed included.`);
      if (record.version > BRAND_VERSIONS_MAX)
        throw new StoreError("full", `The brand ${record.name} has ${BRAND_VERSIONS_MAX} versions already.`);
      const version: Version = { record, files: {}, large: {} };
      for (const [name, bytes] of files) {
        if (bytes.length <= SMALL_MAX_BYTES) version.files[name] = Buffer.from(bytes).toString("base64");
        else version.large[name] = await putLarge(bytes);
      }
      const key = KEYS.brandVersion(record.name, record.version);
      return (await bucket.putIfAbsent(key, JSON.stringify(version))) !== undefined;
    },
    async read(name, version, file) {
      const found = await readVersion(KEYS.brandVersion(name, version));
      const [text, digest] = [found?.files[file], found?.large[file]];
      if (text !== undefined) return Buffer.from(text, "base64");
      return digest === undefined ? undefined : (await bucket.read(KEYS.brandFile(digest)))?.bytes;
    },
    async putEstimate(name, estimate) {
      const key = KEYS.brandEstimate(name, estimate.version);
      return (await bucket.putIfAbsent(key, JSON.stringify(estimate))) !== undefined;
    },
    estimate: (name, version) => readObject(bucket, KEYS.brandEstimate(name, version), brandEstimateSchema),
  };
}
