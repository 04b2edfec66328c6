import { createHash } from "node:crypto";
import type { Request } from "express";
import { idempotencyKeySchema, Problem } from "@symphony/contract";
import { submitBatch as submit } from "../batches/submit-batch.ts";
import type { ApiDeps } from "../deps.ts";
import { givenKey } from "../http/api-key.ts";
import { createCallerOf } from "../http/caller.ts";
import { hasNoBody, validate } from "../http/read-body.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { populateFromForm } from "../upload/populate-from-form.ts";
import { populateFromList } from "../upload/populate-from-list.ts";
import { NOTHING_TO_DO, uploadLimitsOf } from "../upload/upload-source.ts";
import type { UploadSource } from "../upload/upload-source.ts";

/** Accepts a batch of files, a zip, or a list of URLs, whichever the body has. */
export async function submitBatch(call: Call<undefined, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const request = call.request as Request;
  const source = uploadSourceOf(request, deps);
  const { headers } = request;
  const caller = digestOf(createCallerOf(deps.keys)(request));
  const { response, replayed } = await submit(deps, { headers, caller }, source, idempotencyKeyOf(request));
  return { ...ok(response), headers: replayed ? { "idempotent-replayed": "true" } : {} };
}

/** The digest of the caller's `Idempotency-Key`. Each API key has its own, so that callers cannot collide. */
function idempotencyKeyOf(request: Request): string | undefined {
  const given = request.get("idempotency-key");
  if (given === undefined) return undefined;
  const key = validate(idempotencyKeySchema, given, "Idempotency-Key");
  return digestOf(JSON.stringify([givenKey(request) ?? null, key]));
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function uploadSourceOf(request: Request, { config, store }: ApiDeps): UploadSource {
  const type = (request.headers["content-type"] ?? "").toLowerCase();
  const limits = uploadLimitsOf(config);
  if (hasNoBody(request)) throw new Problem("nothing_to_do", NOTHING_TO_DO);
  if (type.startsWith("multipart/form-data")) return (staging) => populateFromForm(request, staging, limits);
  if (type.startsWith("application/json"))
    return (staging) => populateFromList(request, staging, limits, store, config.SOURCE_BUCKETS);
  throw new Problem("nothing_to_do", NOTHING_TO_DO);
}
