import type { Capabilities } from "@symphony/contract";

export type Limits = Pick<Capabilities, "max_file_bytes" | "max_image_pixels" | "max_batch_items" | "max_upload_bytes">;

/** The server's default limits, used until its own are read. */
export const DEFAULT_LIMITS: Limits = {
  max_file_bytes: 50 * 1024 * 1024,
  max_image_pixels: 50_000_000,
  max_batch_items: 100_000,
  max_upload_bytes: 20 * 1024 ** 3,
};
/** More than this is sent in parts, which go on after a break. Less is sent again sooner than it is asked for. */
export const PARTS_ABOVE_BYTES = 8 * 1024 * 1024;
/** A form part for each file is slow in browser and server. */
export const PARTS_ABOVE_FILES = 300;
