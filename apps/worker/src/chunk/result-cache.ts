import type { BatchManifest, BatchStore, Item, ResultRecord } from "@symphony/batch-store";
import type { BatchBrand } from "@symphony/contract";
import type { ResultIndex } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import { fingerprintOf } from "../brands/fingerprint.ts";
import type { Fingerprinted } from "../brands/fingerprint.ts";
import { isLostWrite } from "../lost-write.ts";
import { markBoxes } from "../evidence/mark-boxes.ts";
import { cachedRecord } from "../result-record.ts";

/** A lookup that takes longer than this costs more than it may save. */
const FIND_WAIT_MS = 500;

/** What a result depends on: the bytes of the image, the cascades and their thresholds. */
export interface CacheKey {
  sha256: string;
  brands?: readonly BatchBrand[] | undefined;
  inspectedBy: string;
}

/** Results by the bytes of their images. Its failures never fail an item: the image is inspected then. */
export interface ResultCache {
  isOn: boolean;
  /** @returns `undefined` for an item whose result is not cached */
  keyOf(item: Item, threshold: number | undefined, brands?: readonly BatchBrand[]): CacheKey | undefined;
  /** A record for this item, made from the result of another item with the same key. */
  get(key: CacheKey | undefined, manifest: BatchManifest, item: Item): Promise<ResultRecord | undefined>;
  /** Makes a committed result known. */
  put(key: CacheKey | undefined, manifest: BatchManifest, run: number, record: ResultRecord): Promise<void>;
}

export interface ResultCacheDeps {
  store: BatchStore;
  /** Undefined turns the cache off. */
  index: ResultIndex | undefined;
  inspector: Fingerprinted;
  onError(error: unknown): void;
}

/** The index knows only where a result is; the result itself is read from the store. */
export function createResultCache({ store, index, inspector, onError }: ResultCacheDeps): ResultCache {
  const find = async (index: ResultIndex, key: CacheKey): Promise<ResultRecord | undefined> => {
    const location = await withinMs(FIND_WAIT_MS, index.find(key.sha256, key.inspectedBy));
    if (location === undefined) return undefined;
    const { batchId, seq, run } = location;
    const source = await store.results.read(batchId, seq, run);
    if (source === undefined || source.result.Is_Valid === "Error") return undefined;
    // The id of a batch that was removed may have been used again.
    return (await store.item(batchId, seq, run)).sha256 === key.sha256 ? source : undefined;
  };

  return {
    isOn: index !== undefined,
    keyOf({ sha256 }, threshold, brands) {
      if (index === undefined || sha256 === undefined) return undefined;
      return { sha256, brands, inspectedBy: `${fingerprintOf(inspector, brands)}:${threshold ?? ""}` };
    },
    async get(key, manifest, item) {
      if (index === undefined || key === undefined) return undefined;
      const source = await find(index, key).catch(onError);
      if (source === undefined) return undefined;
      await store.evidence.share(source, manifest.batch_id, item, markBoxes(source)).catch((error: unknown) => {
        if (isLostWrite(error)) throw error;
        onError(error);
      });
      return cachedRecord({ manifest, item }, source);
    },
    async put(key, manifest, run, record) {
      // A single check is removed as soon as its caller has the result.
      if (index === undefined || key === undefined || manifest.single || record.result.Is_Valid === "Error") return;
      // The inference process may have restarted with another cascade since the key was made.
      if (!key.inspectedBy.startsWith(`${fingerprintOf(inspector, key.brands)}:`)) return;
      const location = { batchId: manifest.batch_id, run, seq: record.seq };
      await index.put(key.sha256, key.inspectedBy, location).catch(onError);
    },
  };
}
