import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pinoHttp } from "pino-http";
import type { Logger } from "@symphony/service";
import { loggedPath } from "./access/logged-path.ts";

/** Polled every few seconds by machines. */
const QUIET = new Set(["/healthz", "/readyz", "/metrics"]);

/** Without the query, which may contain an API key. */
const pathOf = (url: string | undefined): string => (url ?? "").split("?", 1)[0] ?? "";

/**
 * Logs each request with its duration and an id that the response has too. Reads are logged at level `debug` only,
 * since pages send many; headers and queries are never logged.
 */
export function logRequests(logger: Logger) {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader("x-request-id", id);
      return id;
    },
    autoLogging: { ignore: (request) => QUIET.has(pathOf(request.url)) },
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage & { originalUrl?: string }) => ({
        id: request.id,
        method: request.method,
        path: loggedPath(pathOf(request.originalUrl ?? request.url)),
      }),
      res: (response: ServerResponse) => ({ status: response.statusCode }),
      err: () => undefined,
    },
    customLogLevel: (request, response) =>
      response.statusCode >= 500 ? "warn" : request.method === "GET" && response.statusCode < 400 ? "debug" : "info",
    customSuccessMessage: () => "request:done",
    customErrorMessage: () => "request:failed",
    customAttributeKeys: { responseTime: "ms" },
  });
}
