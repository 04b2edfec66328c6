import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import type { Bucket } from "@symphony/object-storage";
import type { PictureOf, PictureType } from "../fs/paths.ts";
import type { ContentKeys } from "../s3/base/keys.ts";
import { encodePictures } from "../s3/results/pictures.ts";
import type { Picture } from "../s3/results/pictures.ts";
import { namesIn } from "./files-in.ts";

const ITEMS_IN_FLIGHT = 8;
const NAME = /^(\d+)(?:\.r(\d+))?(?:\.(\d+-\d+-\d+-\d+))?\.(jpg|png|webp)$/;
const TYPES: Readonly<Record<string, PictureType>> = { jpg: "jpeg", png: "png", webp: "webp" };

interface PictureFile {
  of: PictureOf;
  path: string;
  name: string;
  type: PictureType;
}

/** Puts all pictures of each item into one object. @param batch the folder of the batch */
export async function movePictures(bucket: Bucket, batch: string, keys: ContentKeys): Promise<void> {
  for (const shard of await namesIn(join(batch, "thumbnails"))) await moveShard(bucket, batch, keys, shard);
  for (const shard of await namesIn(join(batch, "views")))
    if (!(await namesIn(join(batch, "thumbnails"))).includes(shard)) await moveShard(bucket, batch, keys, shard);
}

async function moveShard(bucket: Bucket, batch: string, keys: ContentKeys, shard: string): Promise<void> {
  const items = new Map<string, PictureFile[]>();
  for (const kind of ["thumbnails", "views", "marks"])
    for (const file of await namesIn(join(batch, kind, shard))) {
      const picture = pictureOf(kind, join(batch, kind, shard, file), file);
      if (picture === undefined) continue;
      const key = keys.evidence(picture.of);
      items.set(key, [...(items.get(key) ?? []), picture]);
    }
  await pLimit(ITEMS_IN_FLIGHT).map([...items], async ([key, files]) => {
    const pictures = new Map<string, Picture>();
    for (const { name, type, path } of files) pictures.set(name, { type, bytes: await readFile(path) });
    await bucket.put(key, encodePictures(pictures));
  });
}

function pictureOf(kind: string, path: string, file: string): PictureFile | undefined {
  const [, seq, run, box, ending = ""] = NAME.exec(file) ?? [];
  const type = TYPES[ending];
  if (type === undefined) return undefined;
  const of = { seq: Number(seq), ...(run === undefined ? {} : { corrected_in: Number(run) }) };
  const name = kind === "thumbnails" ? "thumbnail" : kind === "views" ? "view" : `mark ${box}`;
  return { of, path, name, type };
}
