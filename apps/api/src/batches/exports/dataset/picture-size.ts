import { imageSize } from "image-size";
import type { Picture } from "../pictures/open-picture.ts";

/** The size of a picture stands in its first bytes, behind what cameras write about themselves. */
const HEADER_MAX_BYTES = 512 * 1024;

/** @throws when the file is no picture */
export async function readSize({ stream }: Picture): Promise<{ width: number; height: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop closes the file.
  for await (const chunk of stream() as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= HEADER_MAX_BYTES) break;
  }
  const { width, height } = imageSize(Buffer.concat(chunks));
  return { width, height };
}
