import { fileTypeFromBuffer } from "file-type";

const IMAGE_NAME = /[^/\\]\.(jpe|jpe?g|jfif|png|webp|gif|tiff?|avif|bmp|hei[cf])$/i;
/** Bytes that are enough to detect a file's type. */
const SNIFF_BYTES = 4_100;

/** Whether a file is an image by its name. */
export const hasImageName = (name: string): boolean => IMAGE_NAME.test(name);

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
 * Detects an image by the first bytes of a stream.
 *
 * @returns the same bytes, from the first one on; `undefined` when they are no image
 */
export async function sniffImage(bytes: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer> | undefined> {
  const iterator = bytes[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let size = 0;
  while (size < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
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
