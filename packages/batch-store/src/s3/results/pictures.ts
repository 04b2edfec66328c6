import { z } from "zod";
import type { PictureType } from "../../port.ts";

export interface Picture {
  type: PictureType;
  bytes: Uint8Array;
}

const listSchema = z.array(z.object({ name: z.string(), type: z.enum(["jpeg", "png", "webp"]), size: z.int().min(0) }));
const LENGTH_BYTES = 4;

/** The pictures of an item as one object: the length of a list, the list as JSON, and their bytes in its order. */
export function encodePictures(pictures: ReadonlyMap<string, Picture>): Buffer {
  const list: z.infer<typeof listSchema> = [...pictures].map(([name, { type, bytes }]) => ({
    name,
    type,
    size: bytes.length,
  }));
  const json = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...[...pictures.values()].map(({ bytes }) => bytes)]);
}

/** Where each picture is in its object. A list that cannot be read has none: no verdict needs them. */
export function placesOf(object: Buffer): Map<string, { type: PictureType; from: number; size: number }> {
  const places = new Map<string, { type: PictureType; from: number; size: number }>();
  try {
    let from = LENGTH_BYTES + object.readUInt32BE(0);
    for (const { name, type, size } of listSchema.parse(JSON.parse(object.toString("utf8", LENGTH_BYTES, from)))) {
      places.set(name, { type, from, size });
      from += size;
    }
  } catch {
    places.clear();
  }
  return places;
}

export function decodePictures(object: Buffer): Map<string, Picture> {
  const pictures = [...placesOf(object)].map(([name, { type, from, size }]): [string, Picture] => [
    name,
    { type, bytes: object.subarray(from, from + size) },
  ]);
  return new Map(pictures);
}
