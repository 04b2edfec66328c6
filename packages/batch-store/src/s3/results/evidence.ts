import { Readable } from "node:stream";
import { readFile } from "node:fs/promises";
import type { BoundingBox } from "@symphony/contract";
import type { Evidence, LocalFile, PictureOf, PictureType, StoredPicture } from "../../port.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { decodePictures, encodePictures, placesOf } from "./pictures.ts";
import type { Picture } from "./pictures.ts";

/** The list of the pictures and the thumbnail, which comes first, are in so many bytes. */
const START_BYTES = 64 * 1024;

const nameOf = ({ x1, y1, x2, y2 }: BoundingBox): string => `mark ${x1}-${y1}-${x2}-${y2}`;

/** All pictures of an item are one object; those that come together are one request. */
export function createObjectEvidence({ bucket, heads }: ObjectLedger): Evidence {
  const waiting = new Map<string, { pictures: Map<string, Picture>; written: Promise<void> }>();

  /** Adds pictures to those that are there; usually there are none. */
  async function write(key: string, pictures: Map<string, Picture>): Promise<void> {
    // Other pictures of the item may come in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    waiting.delete(key);
    if ((await bucket.putIfAbsent(key, encodePictures(pictures))) !== undefined) return;
    for (;;) {
      const there = await bucket.read(key);
      const all = new Map([...(there === undefined ? [] : decodePictures(there.bytes)), ...pictures]);
      const body = encodePictures(all);
      const put = there === undefined ? bucket.putIfAbsent(key, body) : bucket.putIfMatch(key, body, there.facts.etag);
      if ((await put) !== undefined) return;
    }
  }
  async function put(
    batchId: string,
    of: PictureOf,
    name: string,
    picture: Uint8Array | LocalFile,
    type: PictureType,
  ): Promise<void> {
    const bytes = picture instanceof Uint8Array ? picture : await readFile(picture.path);
    const key = (await heads.keysOf(batchId)).evidence(of);
    const known = waiting.get(key);
    const pictures = known?.pictures ?? new Map<string, Picture>();
    pictures.set(name, { type, bytes });
    const written = known?.written ?? write(key, pictures);
    waiting.set(key, { pictures, written });
    await written;
  }
  async function open(batchId: string, of: PictureOf, name: string): Promise<StoredPicture | undefined> {
    const key = (await heads.find(batchId))?.evidence(of);
    const start = key === undefined ? undefined : await bucket.read(key, { from: 0, to: START_BYTES - 1 });
    const place = start && placesOf(start.bytes).get(name);
    if (key === undefined || place === undefined) return undefined;
    const { type, from, size } = place;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      if (from + size <= START_BYTES) yield start?.bytes.subarray(from, from + size) ?? Buffer.alloc(0);
      else yield (await bucket.read(key ?? "", { from, to: from + size - 1 }))?.bytes ?? Buffer.alloc(0);
    }
    return { type, size, stream: () => Readable.from(bytes(), { objectMode: false }) };
  }

  return {
    putThumbnail: (batchId, of, jpeg) => put(batchId, of, "thumbnail", jpeg, "jpeg"),
    openThumbnail: (batchId, of) => open(batchId, of, "thumbnail"),
    putView: (batchId, of, view, type) => put(batchId, of, "view", view, type),
    openView: (batchId, of) => open(batchId, of, "view"),
    putMark: (batchId, of, box, jpeg) => put(batchId, of, nameOf(box), jpeg, "jpeg"),
    openMark: (batchId, of, box) => open(batchId, of, nameOf(box)),
    async share(from, batchId, of) {
      const source = (await heads.find(from.batch_id))?.evidence(from);
      if (source !== undefined) await bucket.copy(source, (await heads.keysOf(batchId)).evidence(of));
    },
  };
}
