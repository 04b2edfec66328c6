import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { markedPicture } from "@symphony/test-support/pictures";

/** Creates a folder with these files, by their path below it. */
export async function createFolder(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "symphony-photos-")), name);
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** A file for the page's file input. */
export const fileOf = (name: string, bytes: Uint8Array | string, mimeType = "image/jpeg") => ({
  name,
  mimeType,
  buffer: Buffer.from(bytes),
});

/** Photos of a size in bytes, each different: what comes after its end marker is part of a file. */
export async function makePhotos(count: number, bytes: number): Promise<Record<string, Buffer>> {
  const picture = await markedPicture();
  const photo = (): Buffer => Buffer.concat([picture, randomBytes(bytes - picture.length)]);
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`photo-${i}.jpg`, photo()]));
}
