import type { RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import { createKeyCheck } from "@symphony/service";

/** Lets only callers with a key through; without configured keys, everybody. */
export function requireApiKey(configured: string): RequestHandler {
  const isKnown = createKeyCheck(configured);
  return (request, _response, next) => {
    if (isKnown(request.get("x-api-key") ?? request.query["api_key"])) return next();
    throw new Problem("unauthorized", "Send a valid API key as the X-API-Key header or the api_key parameter.");
  };
}
