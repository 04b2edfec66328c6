import pLimit from "p-limit";
import type { BatchId } from "@symphony/contract";
import { encodePlace, PLACE_BYTES } from "../../hashes/places.ts";
import type { HashIndex } from "../../port.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import type { ObjectItems } from "../intake/items.ts";

/** Batches that are looked in: the newest. Each is an object of 28 bytes an image, read once by a process. */
const BATCHES_MAX = 500;
/** Images that are looked in: 8 bytes of memory each. */
const PLACES_MAX = 8_000_000;
/** Of so many, the oldest ones are removed. */
const BATCHES_KEPT_MAX = 2 * BATCHES_MAX;
/** Later times come first in a listing. */
const LAST_MS = 10 ** 14;
/** A page of results asks for a thousand digests; what other processes add is found so much later. */
const LISTED_FOR_MS = 5_000;
/** An object may have a million images. */
const READS_IN_FLIGHT = 4;
/** More than a batch may have images; beside 32 bits of a digest, it leaves a place within a number's 53 bits. */
const SEQS = 2 ** 21;
const SEQ_BYTES = 4;

/** The places of one batch, as ascending numbers: the beginning of the stored digest, then the item. */
interface BatchPlaces {
  batchId: BatchId;
  places: Float64Array;
}

/** Places of images by their digests, an object for each finished batch, the newest batches first. */
export function createObjectHashIndex({ bucket }: ObjectLedger, items: ObjectItems): HashIndex {
  let known = new Map<string, BatchPlaces>();
  let [listed, listedAt]: [Promise<void> | undefined, number] = [undefined, 0];

  async function read(name: string): Promise<BatchPlaces> {
    const bytes = (await bucket.read(`${KEYS.hashes}${name}`))?.bytes ?? Buffer.alloc(0);
    return { batchId: name.slice(name.indexOf("~") + 1), places: sortedPlaces(bytes) };
  }
  async function list(): Promise<void> {
    const { newest, old } = await listBatches(bucket);
    if (old.length > 0) await bucket.remove(old);
    const batches = await pLimit(READS_IN_FLIGHT).map(newest, async (name) => known.get(name) ?? (await read(name)));
    known = new Map(batches.map((batch, i) => [newest[i] as string, batch]));
  }
  /** Calls at the same time share one listing. */
  function listOnce(): Promise<void> {
    if (listed !== undefined && performance.now() - listedAt < LISTED_FOR_MS) return listed;
    listedAt = performance.now();
    const mine = list();
    listed = mine;
    mine.catch(() => {
      if (listed === mine) listed = undefined;
    });
    return mine;
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
      listed = undefined;
    },
    async find(sha256) {
      await listOnce();
      const digest = encodePlace(sha256, "", 0).readUInt32BE(0);
      return [...known.values()].flatMap(({ batchId, places }) => {
        const seq = firstSeq(places, digest);
        return seq === undefined ? [] : [{ batchId, seq }];
      });
    },
  };
}

/** The batches to look in, by the names of their objects, and the keys of objects that are too old. */
async function listBatches(bucket: ObjectLedger["bucket"]): Promise<{ newest: string[]; old: string[] }> {
  const [newest, old]: [string[], string[]] = [[], []];
  let [batches, places] = [0, 0];
  for await (const { key, size } of bucket.list({ prefix: KEYS.hashes })) {
    batches += 1;
    places += size / PLACE_BYTES;
    if (batches > BATCHES_KEPT_MAX) old.push(key);
    else if (batches <= BATCHES_MAX && places <= PLACES_MAX) newest.push(key.slice(KEYS.hashes.length));
  }
  return { newest, old };
}

function sortedPlaces(bytes: Buffer): Float64Array {
  const places = new Float64Array(Math.floor(bytes.length / PLACE_BYTES));
  for (let i = 0; i < places.length; i += 1) {
    const at = i * PLACE_BYTES;
    places[i] = bytes.readUInt32BE(at) * SEQS + bytes.readUInt32BE(at + PLACE_BYTES - SEQ_BYTES);
  }
  return places.sort();
}

/** The first item of a batch with a digest that begins like this; callers compare the whole digest. */
function firstSeq(places: Float64Array, digest: number): number | undefined {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as number) < digest * SEQS) low = middle + 1;
    else high = middle;
  }
  const place = places[low];
  return place !== undefined && place < (digest + 1) * SEQS ? place - digest * SEQS : undefined;
}
