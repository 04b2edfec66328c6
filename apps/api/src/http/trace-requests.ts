import type { RequestHandler } from "express";
import { openSpan } from "@symphony/service";
import { routeOf } from "./measure-requests.ts";

/** Opens a span for each request that may start work; reads are left out, since pages send many. */
export const traceRequests: RequestHandler = (request, response, next) => {
  if (request.method === "GET" || request.method === "HEAD") return next();
  const end = openSpan(request.method, next);
  response.on("close", () => {
    const route = routeOf(request);
    end(
      `${request.method} ${route}`,
      { "http.request.method": request.method, "http.route": route, "http.response.status_code": response.statusCode },
      response.statusCode >= 500,
    );
  });
};
