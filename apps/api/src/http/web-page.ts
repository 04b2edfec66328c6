import { sep } from "node:path";
import compression from "compression";
import express from "express";
import type { Express, Request } from "express";

/** Built files have a digest of their content in their names, so a file of one name never changes. */
const ASSETS_MAX_AGE_S = 365 * 24 * 3_600;

/** Serves the page's built files, compressed. Browsers revalidate the page itself each time, since it names the others. */
export function mountWebPage(app: Express, dir: string): void {
  // What people type.
  app.get("/admin", (_request, response) => response.redirect("/?admin"));
  app.use(
    compression({
      filter: (request) =>
        request.method === "GET" && !request.path.startsWith("/api") && !request.path.startsWith("/check-logo"),
    }),
  );
  app.use(
    express.static(dir, {
      index: "index.html",
      setHeaders(response, path) {
        const isAsset = path.includes(`${sep}assets${sep}`);
        response.set("cache-control", isAsset ? `public, max-age=${ASSETS_MAX_AGE_S}, immutable` : "no-cache");
      },
    }),
  );
}

/** The page for an address that leads nowhere; mounted after all pages, and before what needs an API key. */
export function mountUnknownPage(app: Express, dir: string): void {
  app.use((request, response, next) => {
    if (!isUnknownPage(request)) return next();
    response.status(404).set("cache-control", "no-cache").sendFile("index.html", { root: dir });
  });
}

/** Paths that are no pages: their errors are for programs. */
const NO_PAGE = /^\/(?:api|check-logo|admin|docs|maintenance|ws|metrics|healthz|readyz|openapi\.json|assets)(?:\/|$)/;

/** An address that a person typed or followed, and that leads nowhere: the page says so. */
const isUnknownPage = (request: Request): boolean =>
  request.method === "GET" && !NO_PAGE.test(request.path) && request.accepts(["json", "html"]) === "html";
