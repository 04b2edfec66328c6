import type { Request } from "express";
import type { Staging } from "@symphony/batch-store";
import { Problem, urlBatchRequestSchema } from "@symphony/contract";
import { readFields, validate } from "../http/read-body.ts";
import { submissionOf } from "./upload-source.ts";
import type { Upload } from "./upload-source.ts";

/** Adds the URLs of a JSON body. */
export async function populateFromUrls(request: Request, staging: Staging, maxItems: number): Promise<Upload> {
  const body = validate(urlBatchRequestSchema, await readFields(request), "body");
  if (body.image_paths.length > maxItems)
    throw new Problem("too_many_items", `A batch takes ${maxItems} URLs; send the rest as another one.`);
  for (const url of body.image_paths) staging.addUrl(url);
  return { submission: submissionOf(body), skipped: [] };
}
