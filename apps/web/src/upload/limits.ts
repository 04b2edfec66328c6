import type { Capabilities } from "@symphony/contract";

export type Limits = Pick<Capabilities, "max_file_bytes" | "max_image_pixels" | "max_batch_items" | "max_upload_bytes">;

/** The server's default limits, used until its own are read. */
export const DEFAULT_LIMITS: Limits = {
  max_file_bytes: 50 * 1024 * 1024,
  max_image_pixels: 50_000_000,
  max_batch_items: 100_000,
  max_upload_bytes: 20 * 1024 ** 3,
};
/** More files than this are sent as one zip: a form part for each is slow in browser and server. */
export const ZIP_ABOVE_FILES = 300;
