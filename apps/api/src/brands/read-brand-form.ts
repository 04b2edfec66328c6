import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { BRAND_ARTWORKS_MAX, Problem } from "@symphony/contract";
import type { ArtworkPicture } from "@symphony/contract";
import { readMultipart } from "../http/multipart.ts";
import { validate } from "../http/read-body.ts";
import { ARTWORK_MAX_BYTES, readArtwork } from "./artwork/read-artwork.ts";

const TOO_MANY = `A brand takes ${BRAND_ARTWORKS_MAX} pictures of its mark; leave some out.`;
/** A detector for one mark has some megabytes. */
const MODEL_MAX_BYTES = 20 * 1024 * 1024;
const MODEL = "model";

interface SentFile {
  field: string;
  name: string;
  bytes: Uint8Array;
}

export interface SentModel {
  onnx: Uint8Array;
  bytes: number;
  sha256: string;
}

/** Reads a form with pictures of the mark, which are checked in their order, and a model. @throws {Problem} */
export async function readBrandForm<S extends z.ZodType>(
  request: IncomingMessage,
  fieldsSchema: S,
): Promise<{ fields: z.infer<S>; artwork: ArtworkPicture[]; model: SentModel | undefined }> {
  if (!(request.headers["content-type"] ?? "").toLowerCase().startsWith("multipart/form-data"))
    throw new Problem("unsupported_media_type", "Send a form with the content type multipart/form-data.");
  const files: SentFile[] = [];
  const fields = await readMultipart(
    request,
    {
      fields: ["artwork", "artwork[]", MODEL],
      maxFiles: BRAND_ARTWORKS_MAX + 1,
      isWanted: () => true,
      tooMany: TOO_MANY,
    },
    async (field, name, bytes) => {
      if (field === MODEL && files.some((file) => file.field === MODEL))
        throw new Problem("invalid_request", "model: send one file.");
      const file: SentFile = { field, name, bytes: new Uint8Array() };
      files.push(file);
      file.bytes = await collect(name, bytes, field === MODEL ? MODEL_MAX_BYTES : ARTWORK_MAX_BYTES);
    },
  );
  const [models, pictures] = [
    files.filter(({ field }) => field === MODEL),
    files.filter(({ field }) => field !== MODEL),
  ];
  if (models[0]?.bytes.length === 0) throw new Problem("invalid_request", "model: the file is empty.");
  if (pictures.length > BRAND_ARTWORKS_MAX) throw new Problem("too_many_items", TOO_MANY);
  const artwork: ArtworkPicture[] = [];
  for (const { name, bytes } of pictures) artwork.push(await readArtwork(name, bytes));
  return { fields: validate(fieldsSchema, fields, "form"), artwork, model: models[0] && modelOf(models[0]) };
}

const modelOf = ({ bytes: onnx }: SentFile): SentModel => ({
  onnx,
  bytes: onnx.length,
  sha256: createHash("sha256").update(onnx).digest("hex"),
});

async function collect(name: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > maxBytes)
      throw new Problem("artwork_refused", `${JSON.stringify(name.slice(0, 100))} has more than ${maxBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
