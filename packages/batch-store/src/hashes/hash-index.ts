import { appendFile, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { temporaryPath } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { ItemReader } from "../intake/items.ts";
import type { HashIndex } from "../port.ts";
import { decodePlaces, encodePlace, PLACE_BYTES } from "./places.ts";

/** Hex digits of a digest that name its bucket: 4,096 files. */
const BUCKET_DIGITS = 3;
/** Of one bucket: 4,681 places. All buckets together take half a gigabyte at most, for 19 million images. */
const BUCKET_BYTES_MAX = 128 * 1024;

/**
 * `.hashes/<first digits>`: places of 28 bytes, appended. A batch is added once, when it is finished, in one append for
 * each bucket, and nothing of this is on an image's way.
 */
export function createHashIndex(paths: Paths, items: ItemReader): HashIndex {
  return {
    async add({ batch_id: batchId, total, kind }) {
      if (kind !== "files") return;
      await mkdir(paths.hashes, { recursive: true });
      const buckets = new Map<string, Buffer[]>();
      for (let seq = 0; seq < total; seq += 1) {
        const { sha256 } = await items.read(batchId, seq);
        if (sha256 === undefined) continue;
        const name = sha256.slice(0, BUCKET_DIGITS);
        const places = buckets.get(name) ?? [];
        places.push(encodePlace(sha256, batchId, seq));
        buckets.set(name, places);
      }
      for (const [name, places] of buckets) await append(paths, name, Buffer.concat(places));
    },
    async find(sha256) {
      const bytes = await readFile(paths.hashBucket(sha256.slice(0, BUCKET_DIGITS))).catch(unlessMissing);
      return bytes === undefined ? [] : decodePlaces(bytes, sha256);
    },
  };
}

async function append(paths: Paths, name: string, places: Buffer): Promise<void> {
  const path = paths.hashBucket(name);
  await appendFile(path, places);
  if ((await stat(path)).size > BUCKET_BYTES_MAX) await dropOldest(paths, path);
}

/** Keeps the newer half. What another process appends meanwhile is lost, which a hint may be. */
async function dropOldest(paths: Paths, path: string): Promise<void> {
  const bytes = await readFile(path);
  const kept = Math.floor(BUCKET_BYTES_MAX / 2 / PLACE_BYTES) * PLACE_BYTES;
  const temporary = temporaryPath(paths.hashes, path);
  await writeFile(temporary, bytes.subarray(Math.max(0, bytes.length - kept)));
  await rename(temporary, path);
}

function unlessMissing(error: unknown): undefined {
  if (errnoOf(error) !== "ENOENT") throw error;
}
