import type { HashIndex } from "../../port.ts";
import { decodePlaces, encodePlace } from "../../hashes/places.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow } from "../base/objects.ts";
import type { ObjectItems } from "../intake/items.ts";

/** Batches that are looked in: the newest. Each is an object of 28 bytes an image, read once by a process. */
const BATCHES_MAX = 500;
const BYTES_KEPT_MAX = 64 * 1024 * 1024;
/** Of so many, the oldest ones are removed. */
const BATCHES_KEPT_MAX = 2 * BATCHES_MAX;
/** Later times come first in a listing. */
const LAST_MS = 10 ** 14;

/** Places of images by their digests, an object for each finished batch, the newest batches first. */
export function createObjectHashIndex({ bucket }: ObjectLedger, items: ObjectItems): HashIndex {
  const kept = new Map<string, Buffer>();
  let bytes = 0;

  async function read(key: string): Promise<Buffer> {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const places = (await bucket.read(key))?.bytes ?? Buffer.alloc(0);
    if (bytes + places.length > BYTES_KEPT_MAX) {
      kept.clear();
      bytes = 0;
    }
    kept.set(key, places);
    bytes += places.length;
    return places;
  }

  return {
    async add({ batch_id: batchId, total, kind }) {
      if (kind !== "files") return;
      const places: Buffer[] = [];
      for (let seq = 0; seq < total; seq += 1) {
        const { sha256 } = await items.read(batchId, seq);
        if (sha256 !== undefined) places.push(encodePlace(sha256, batchId, seq));
      }
      await bucket.put(`${KEYS.hashes}${LAST_MS - Date.now()}~${batchId}`, Buffer.concat(places));
    },
    async find(sha256) {
      const names = await namesBelow(bucket, KEYS.hashes);
      const old = names.slice(BATCHES_KEPT_MAX).map((name) => `${KEYS.hashes}${name}`);
      if (old.length > 0) await bucket.remove(old);
      const places = [];
      for (const name of names.slice(0, BATCHES_MAX))
        places.push(...decodePlaces(await read(`${KEYS.hashes}${name}`), sha256));
      return places;
    },
  };
}
