import { extname } from "node:path";
import { fileTypeFromBuffer } from "file-type";

const IMAGE_EXTENSIONS = new Set([
  ".jpg",
  ".jpeg",
  ".jpe",
  ".jfif",
  ".png",
  ".webp",
  ".gif",
  ".tif",
  ".tiff",
  ".avif",
  ".bmp",
  ".heic",
  ".heif",
]);
/** Bytes that are enough to tell a file's type. */
const SNIFF_BYTES = 4_100;

/** Whether a name promises an image. */
export function hasImageName(name: string): boolean {
  return IMAGE_EXTENSIONS.has(extname(name).toLowerCase());
}

/** Files that operating systems put beside images. */
export function isSystemFile(path: string): boolean {
  const parts = path.split(/[/\\]/);
  const last = parts.at(-1) ?? "";
  return (
    parts.includes("__MACOSX") ||
    last.startsWith("._") ||
    [".ds_store", "thumbs.db", "desktop.ini"].includes(last.toLowerCase())
  );
}

/**
 * Looks at the first bytes of a stream without taking them away.
 *
 * @returns the same bytes again as a stream, or `undefined` when they are no image's
 */
export async function sniffImage(bytes: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer> | undefined> {
  const iterator = bytes[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let size = 0;
  while (size < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    // A copy: the sender may use its block again.
    head.push(Buffer.from(next.value));
    size += next.value.length;
  }
  const type = await fileTypeFromBuffer(Buffer.concat(head));
  if (type?.mime.startsWith("image/") !== true) {
    await iterator.return?.();
    return undefined;
  }
  return (async function* () {
    yield* head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
}
