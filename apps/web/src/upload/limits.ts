import type { Capabilities } from "@symphony/contract";

export type Limits = Pick<Capabilities, "max_file_bytes" | "max_image_pixels" | "max_batch_items" | "max_upload_bytes">;

/** The server's default limits, used until its own are read. */
export const DEFAULT_LIMITS: Limits = {
  max_file_bytes: 50 * 1024 * 1024,
  max_image_pixels: 50_000_000,
  max_batch_items: 100_000,
  max_upload_bytes: 20 * 1024 ** 3,
};
export const URL_MAX_LENGTH = 2_048;
/** More files than this are sent as one zip: a form part for each is slow in browser and server. */
export const ZIP_ABOVE_FILES = 300;

/** What the server takes by its name. A file without an extension is recognised there by its content. */
export const IMAGE_EXTENSIONS = "jpg jpeg jpe jpg_large jfif mpo png apng webp gif tif tiff avif".split(" ");
/** Image formats that the server does not read, by extension. */
export const UNSUPPORTED_FORMATS: Readonly<Record<string, string>> = {
  heic: "HEIC",
  heif: "HEIF",
  bmp: "BMP",
  svg: "SVG",
  psd: "Photoshop",
  pdf: "PDF",
  ico: "Icon",
  jxl: "JPEG XL",
  jp2: "JPEG 2000",
  cr2: "Camera raw",
  cr3: "Camera raw",
  nef: "Camera raw",
  arw: "Camera raw",
  dng: "Camera raw",
  eps: "PostScript",
  ai: "Illustrator",
};
