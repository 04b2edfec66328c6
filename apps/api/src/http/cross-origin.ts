import cors from "cors";
import type { RequestHandler } from "express";

/** Headers that a page may read. */
const EXPOSED = ["Content-Disposition", "Idempotent-Replayed", "Retry-After", "X-Request-Id"];
const PREFLIGHT_KEPT_SECONDS = 600;

/**
 * Lets pages of these origins call the API; browsers block all others. The only cookie, that of the administrator's
 * session, is for the page of this origin alone, so no credentials are allowed.
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  return cors({
    origin: origins.includes("*") ? "*" : [...origins],
    exposedHeaders: EXPOSED,
    maxAge: PREFLIGHT_KEPT_SECONDS,
  });
}
