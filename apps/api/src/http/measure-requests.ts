import type { Request, RequestHandler } from "express";
import type { Metrics } from "@symphony/service";

const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Counts and times responses by the pattern of their route; paths contain ids, and anybody can make up new ones. */
export function measureRequests(metrics: Metrics): RequestHandler {
  const count = metrics.counter("http_requests_total", "HTTP requests", ["method", "route", "status"]);
  const time = metrics.histogram("http_request_seconds", "Duration of HTTP requests", BUCKETS_S, ["route"]);
  return (request, response, next) => {
    const startedAt = performance.now();
    response.on("close", () => {
      const route = routeOf(request);
      count({
        method: METHODS.has(request.method) ? request.method : "other",
        route,
        status: response.writableFinished ? String(response.statusCode) : "aborted",
      });
      time((performance.now() - startedAt) / 1000, { route });
    });
    next();
  };
}

/** The pattern of the route that handled a request, or `other`. */
export function routeOf(request: Request): string {
  const pattern = (request.route as { path?: unknown } | undefined)?.path;
  return typeof pattern === "string" && request.baseUrl === "" ? pattern : "other";
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
