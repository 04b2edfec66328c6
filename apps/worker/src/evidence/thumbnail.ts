import { sharp } from "../decode/libvips.ts";
import type { DecodedImage, Pixels } from "../decode/pixels.ts";
import { THUMBNAIL_SIDE_PX } from "../decode/thumbnail.ts";
import type { View } from "./view.ts";

/** Optimised Huffman codes would save a twentieth of the bytes and take a fifth more time. */
const JPEG = { quality: 72, optimizeCoding: false };
/** What a large thumbnail has. More are profiles and notes of editors, which a page of a hundred pictures would load. */
const AS_IT_CAME_MAX_BYTES = 16 * 1024;

/**
 * A small JPEG of an image. An ordinary small JPEG is its own thumbnail: encoded again it would only be worse.
 *
 * @param small the image at the size of a thumbnail
 */
export async function makeThumbnail({ width, height, ordinary }: DecodedImage, small: Pixels): Promise<View> {
  const isAsItCame =
    ordinary?.type === "jpeg" && ordinary.bytes <= AS_IT_CAME_MAX_BYTES && Math.max(width, height) <= THUMBNAIL_SIDE_PX;
  return { type: "jpeg", bytes: isAsItCame ? undefined : await encode(small) };
}

const encode = ({ data, width, height }: Pixels): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(JPEG)
    .toBuffer();
