/**
 * What a file is taken for by its name, the same for the API, the page and the CLI. Content decides in the end: a name
 * may be wrong or say nothing.
 */

/** Extensions of the images that are read. */
export const IMAGE_EXTENSIONS: readonly string[] =
  "jpg jpeg jpe jpg_large jfif mpo png apng webp gif tif tiff avif".split(" ");

const RAW_EXTENSIONS = "dng cr2 cr3 crw mrw nef nrw arw sr2 orf rw2 raf pef srw 3fr iiq x3f rwl".split(" ");

/** Image formats that are not read, by extension. In a batch their result says so. */
export const UNREAD_IMAGES: Readonly<Record<string, string>> = {
  heic: "HEIC",
  heif: "HEIF",
  bmp: "BMP",
  ...Object.fromEntries(RAW_EXTENSIONS.map((extension) => [extension, "Camera raw"])),
};

/** Formats of drawings, documents and other pictures that are not read, and not taken for images by their name. */
export const UNREAD_FORMATS: Readonly<Record<string, string>> = {
  ...UNREAD_IMAGES,
  svg: "SVG",
  psd: "Photoshop",
  pdf: "PDF",
  ico: "Icon",
  jxl: "JPEG XL",
  jp2: "JPEG 2000",
  eps: "PostScript",
  ai: "Illustrator",
};

/** Archives that are not unpacked. */
export const OTHER_ARCHIVES: readonly string[] = "rar 7z tar gz tgz bz2 xz zst".split(" ");

const IMAGE_NAMES = new Set([...IMAGE_EXTENSIONS, ...Object.keys(UNREAD_IMAGES)]);

/** Folders that operating systems and storage devices fill with thumbnails, attributes and what was deleted. */
const SYSTEM_FOLDERS = new Set(
  "__macosx @eadir .@__thumb .appledouble .trashes .thumbnails #recycle @recycle $recycle.bin".split(" "),
);
/** Files that they put beside images. */
const SYSTEM_FILES = new Set(
  ".ds_store thumbs.db ehthumbs.db desktop.ini .picasa.ini picasa.ini zbthumbnail.info .nomedia icon\r".split(" "),
);

const EXTENSION = /^\w{1,10}$/;

/**
 * The extension of a path in small letters; empty without one. A name that begins with its only dot has none, nor has
 * one in which a sentence goes on after the dot.
 */
export function extensionOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const dot = name.lastIndexOf(".");
  const extension = dot < 1 ? "" : name.slice(dot + 1);
  return EXTENSION.test(extension) ? extension.toLowerCase() : "";
}

/** Whether a file is an image by its name, of a format that is read or not. */
export const hasImageName = (path: string): boolean => IMAGE_NAMES.has(extensionOf(path));

export const hasZipName = (path: string): boolean => extensionOf(path) === "zip";

/** Whether a file is one of an operating system or a storage device, and nobody's photo. */
export function isSystemFile(path: string): boolean {
  const parts = path.toLowerCase().split(/[/\\]/);
  const name = parts.at(-1) ?? "";
  return name.startsWith("._") || SYSTEM_FILES.has(name) || parts.some((part) => SYSTEM_FOLDERS.has(part));
}

/** First bytes of JPEG, PNG, GIF, WebP and AVIF. Those of TIFF are also those of camera raw files. */
const IMAGE_START = /^(?:\xff\xd8\xff|\x89PNG|GIF8[79]a|RIFF[^]{4}WEBP|[^]{4}ftypavif)/;
export const IMAGE_START_BYTES = 12;

/** Whether a file begins as an image that is read, whatever its name says. */
export const startsAsImage = (start: Uint8Array): boolean =>
  IMAGE_START.test(String.fromCharCode(...start.subarray(0, IMAGE_START_BYTES)));

/** Longest URL in characters, as common browsers and servers accept it. Here, because the page needs it without schemas. */
export const URL_MAX_LENGTH = 2048;
