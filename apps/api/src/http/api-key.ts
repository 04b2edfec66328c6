import type { Request, RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import { createKeyCheck } from "@symphony/service";

/** Requires an API key; without configured keys everybody may call. */
export function requireApiKey(configured: string): RequestHandler {
  const isKnown = createKeyCheck(configured);
  return (request, _response, next) => {
    if (isKnown(givenKey(request))) return next();
    throw new Problem("unauthorized", "Send a valid API key as the X-API-Key header or the api_key parameter.");
  };
}

/** The API key as the caller sent it, known or not. */
export const givenKey = (request: Request): unknown => request.get("x-api-key") ?? request.query["api_key"];
