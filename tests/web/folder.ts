import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder with these files in it, by their path below it. */
export async function makeFolder(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "symphony-photos-")), name);
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** A file as the page's file picker takes it. */
export const upload = (name: string, bytes: Uint8Array | string, mimeType = "image/jpeg") => ({
  name,
  mimeType,
  buffer: Buffer.from(bytes),
});
