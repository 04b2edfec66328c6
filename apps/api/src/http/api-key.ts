import type { Request } from "express";

/** The API key as the caller sent it, known or not. */
export const givenKey = (request: Request): unknown => request.get("x-api-key") ?? request.query["api_key"];
