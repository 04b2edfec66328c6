import type { Request } from "express";
import type { singleRequestSchema } from "@symphony/contract";
import type { z } from "zod";
import { checkSingleImage } from "../batches/check-single.ts";
import type { ApiDeps } from "../deps.ts";
import { hasNoBody, readFields } from "../http/read-body.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { populateFromSingleForm, populateFromSingleUrl } from "../upload/populate-single.ts";

/** One image as a file, or by its URL in a form or as JSON. */
export async function checkSingle({ request }: Call<undefined, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const isMultipart = (request.headers["content-type"] ?? "").toLowerCase().startsWith("multipart/form-data");
  const result = await checkSingleImage(deps, request, async (staging) =>
    isMultipart && !hasNoBody(request)
      ? populateFromSingleForm(request, staging, deps.config.MAX_FILE_BYTES)
      : populateFromSingleUrl(await readFields(request as Request), staging),
  );
  return ok(result);
}

export async function checkSingleUrl(
  { body, request }: Call<undefined, undefined, z.infer<typeof singleRequestSchema>>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await checkSingleImage(deps, request, async (staging) => populateFromSingleUrl(body, staging)));
}
