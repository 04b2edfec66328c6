import type { IncomingMessage } from "node:http";
import type { Staging } from "@symphony/batch-store";
import { hasImageName, Problem, singleFieldsSchema, singleRequestSchema } from "@symphony/contract";
import { readMultipart } from "../http/multipart.ts";
import { validate } from "../http/read-body.ts";
import { EMPTY } from "./describe-content.ts";
import { createNameBudget } from "./name-budget.ts";
import { createSkippedFiles } from "./skipped.ts";
import { sniff } from "./sniff.ts";
import type { Upload } from "./upload-source.ts";

const SINGLE = { batchId: undefined, clientId: undefined, chunkSize: 1, single: true };

const single = (fields: unknown): Upload => ({
  submission: { ...SINGLE, brands: validate(singleFieldsSchema, fields, "form").brand },
  skipped: createSkippedFiles(),
});

/** Adds the one image of a form, or its URL when the form has no file. */
export async function populateFromSingleForm(
  request: IncomingMessage,
  staging: Staging,
  maxFileBytes: number,
): Promise<Upload> {
  const names = createNameBudget();
  const fields = await readMultipart(
    request,
    { fields: ["file"], maxFiles: 1, isWanted: (_field, name) => names.take(name) },
    (_field, name, bytes, type) => staging.addFile(name, declaredImage(name, type, bytes), maxFileBytes),
  );
  return staging.count > 0 ? single(fields) : populateFromSingleUrl(fields, staging);
}

/** Bytes that are declared as an image; what cannot be decoded is for the result to say. */
async function* declaredImage(name: string, type: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { kind, what, bytes } = await sniff(stream);
  const isDeclared = hasImageName(name) || type.startsWith("image/");
  if (what === EMPTY || (kind !== "image" && !isDeclared))
    throw new Problem("not_an_image", "File must be a non-empty JPG or PNG image");
  yield* bytes;
}

/** Adds the one image that the fields name by its URL. */
export function populateFromSingleUrl(fields: unknown, staging: Staging): Upload {
  const upload = single(fields);
  const { image_path: given = "" } = fields as { image_path?: unknown };
  if (given === "" || given === null) throw new Problem("nothing_to_do", "Either file or image_path must be provided");
  staging.addUrl(validate(singleRequestSchema, fields, "form").image_path);
  return upload;
}
