import { z } from "zod";
import { readinessSchema } from "@symphony/contract";
import { health, readiness } from "../handlers/health.ts";
import { metrics } from "../handlers/metrics.ts";
import { route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { examples } from "./examples.ts";

/** Open to everybody, even where API keys are required. */
export const healthRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/healthz",
    tag: "Service",
    summary: "Liveness",
    bodyKind: "none",
    response: { status: 200, schema: z.object({ status: z.string() }), example: examples.health },
    handle: health,
  }),
  route({
    method: "get",
    path: "/readyz",
    tag: "Service",
    summary: "Readiness, with a check for each dependency",
    bodyKind: "none",
    response: { status: 200, schema: readinessSchema, example: examples.ready },
    handle: readiness,
  }),
  route({
    method: "get",
    path: "/metrics",
    tag: "Service",
    summary: "Metrics of all processes for Prometheus; requires a bearer token where one is configured",
    bodyKind: "none",
    problems: ["unauthorized"],
    response: { status: 200, contentType: "text/plain" },
    handle: metrics,
  }),
];
