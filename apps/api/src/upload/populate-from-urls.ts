import type { Request } from "express";
import type { Staging } from "@symphony/batch-store";
import { Problem, URL_MAX_LENGTH, urlBatchRequestSchema } from "@symphony/contract";
import { readFields, validate } from "../http/read-body.ts";
import { submissionOf } from "./upload-source.ts";
import type { Upload } from "./upload-source.ts";

/**
 * Adds the URLs of a JSON body. One that is too long becomes a row like the others, which ends with an error; it is cut, so that
 * neither the ledger nor the events carry it.
 */
export async function populateFromUrls(request: Request, staging: Staging, maxItems: number): Promise<Upload> {
  const body = validate(urlBatchRequestSchema, await readFields(request), "body");
  if (body.image_paths.length > maxItems)
    throw new Problem("too_many_items", `A batch takes ${maxItems} URLs; send the rest as another one.`);
  for (const url of body.image_paths)
    staging.addUrl(url.length > URL_MAX_LENGTH ? `${url.slice(0, URL_MAX_LENGTH)}…` : url);
  return { submission: submissionOf(body), skipped: [] };
}
