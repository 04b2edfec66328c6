import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { BRAND_ARTWORKS_MAX, Problem } from "@symphony/contract";
import type { ArtworkPicture } from "@symphony/contract";
import { readMultipart } from "../http/multipart.ts";
import { validate } from "../http/read-body.ts";
import { ARTWORK_MAX_BYTES, readArtwork } from "./artwork/read-artwork.ts";

const TOO_MANY = `A brand takes ${BRAND_ARTWORKS_MAX} pictures of its mark; leave some out.`;

/** Reads a form with pictures of the mark, which are checked in their order. @throws {Problem} */
export async function readBrandForm<S extends z.ZodType>(
  request: IncomingMessage,
  fieldsSchema: S,
): Promise<{ fields: z.infer<S>; artwork: ArtworkPicture[] }> {
  if (!(request.headers["content-type"] ?? "").toLowerCase().startsWith("multipart/form-data"))
    throw new Problem("unsupported_media_type", "Send a form with the content type multipart/form-data.");
  const files: Array<{ name: string; bytes: Uint8Array }> = [];
  const fields = await readMultipart(
    request,
    { fields: ["artwork", "artwork[]"], maxFiles: BRAND_ARTWORKS_MAX, isWanted: () => true, tooMany: TOO_MANY },
    async (_field, name, bytes) => {
      const file: (typeof files)[number] = { name, bytes: new Uint8Array() };
      files.push(file);
      file.bytes = await collect(name, bytes);
    },
  );
  const artwork: ArtworkPicture[] = [];
  for (const { name, bytes } of files) artwork.push(await readArtwork(name, bytes));
  return { fields: validate(fieldsSchema, fields, "form"), artwork };
}

async function collect(name: string, bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > ARTWORK_MAX_BYTES)
      throw new Problem(
        "artwork_refused",
        `${JSON.stringify(name.slice(0, 100))} has more than ${ARTWORK_MAX_BYTES} bytes.`,
      );
    parts.push(part);
  }
  return Buffer.concat(parts);
}
