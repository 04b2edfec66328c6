import { fileTypeFromBuffer } from "file-type";
import { describeContent } from "./describe-content.ts";

const IMAGE_NAME = /[^/\\]\.(jpe|jpe?g|jpg_large|jfif|mpo|a?png|webp|gif|tiff?|avif|bmp|hei[cf])$/i;
/** Files of cameras: inspected as items, so that their result says why they cannot be read. */
const RAW_NAME = /[^/\\]\.(dng|cr[23w]|ne[fw]|arw|orf|rw2|raf|pef|srw|3fr|iiq|x3f|rwl)$/i;
/** Bytes that are enough to detect a file's type. */
const SNIFF_BYTES = 4_100;

/** Whether a file is an image by its name. */
export const hasImageName = (name: string): boolean => IMAGE_NAME.test(name) || RAW_NAME.test(name);

/** Folders that operating systems and storage devices fill with thumbnails and attributes. */
const SYSTEM_FOLDERS = ["__MACOSX", "@eaDir", ".AppleDouble", "#recycle"];

/** Files that operating systems put beside images. */
export function isSystemFile(path: string): boolean {
  const parts = path.split(/[/\\]/);
  const last = parts.at(-1) ?? "";
  return (
    parts.some((part) => SYSTEM_FOLDERS.includes(part)) ||
    last.startsWith("._") ||
    [".ds_store", "thumbs.db", "desktop.ini"].includes(last.toLowerCase())
  );
}

/** What the first bytes of a stream say, and the same bytes from the first one on. */
export interface Sniffed {
  kind: "image" | "zip" | "other";
  /** What it is, for people: `a PDF document`. */
  what: string;
  bytes: AsyncIterable<Buffer>;
}

/** Detects the type of a stream by its first bytes. */
export async function sniff(stream: AsyncIterable<Buffer>): Promise<Sniffed> {
  const iterator = stream[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let size = 0;
  while (size < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
    size += next.value.length;
  }
  const start = Buffer.concat(head);
  const type = await fileTypeFromBuffer(start);
  const kind = type?.mime.startsWith("image/") ? "image" : type?.mime === "application/zip" ? "zip" : "other";
  const bytes = (async function* () {
    try {
      yield* head;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  })();
  return { kind, what: describeContent(start, type), bytes };
}

/** Whether a file is a zip to unpack: by its name, or without one by its content. Office documents are zips too. */
export function isZip(name: string, { kind }: Sniffed): boolean {
  if (/\.zip$/i.test(name)) return kind !== "image";
  return kind === "zip" && !/[^/\\]\.[^./\\]{1,10}$/.test(name);
}
