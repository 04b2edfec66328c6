import type { Request, RequestHandler } from "express";
import { Problem } from "@symphony/contract";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses changes by pages of other origins: a form of any page reaches this service from within a visitor's network.
 * Browsers say where a request comes from, and pages cannot change that; programs that say nothing are not refused.
 *
 * @param origins whose pages may; `*`: all
 */
export function refuseForeignChanges(origins: readonly string[], publicUrl: string | undefined): RequestHandler {
  const own = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return (request, _response, next) => {
    if (READS.has(request.method) || isOwn(request, own) || isAllowed(request.headers.origin, origins)) return next();
    throw new Problem(
      "origin_not_allowed",
      "Pages of this origin may not change anything here; add it to ALLOWED_ORIGINS if they should.",
    );
  };
}

const isAllowed = (origin: string | undefined, origins: readonly string[]): boolean =>
  origins.includes("*") || (origin !== undefined && origins.includes(origin));

/** Whether a request comes from this service's own page, or from no page. */
function isOwn(request: Request, own: string | undefined): boolean {
  const { origin } = request.headers;
  const site = request.get("sec-fetch-site");
  // Newer browsers compare the origins themselves, whatever a proxy made of the host.
  if (site !== undefined) return site === "same-origin" || site === "none";
  if (origin === undefined || origin === own) return true;
  return URL.canParse(origin) && new URL(origin).host === request.host;
}
