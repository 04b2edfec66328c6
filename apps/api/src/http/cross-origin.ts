import cors from "cors";
import type { RequestHandler } from "express";

/** What a page may read beside the body. */
const EXPOSED = ["Content-Disposition", "Idempotent-Replayed", "Retry-After", "X-Request-Id"];
const PREFLIGHT_KEPT_SECONDS = 600;

/** Lets pages of these origins call the API; browsers keep all others out. No cookies are involved, for none are used. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  return cors({ origin: [...origins], exposedHeaders: EXPOSED, maxAge: PREFLIGHT_KEPT_SECONDS });
}
