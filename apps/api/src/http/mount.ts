import { pipeline } from "node:stream/promises";
import express from "express";
import type { Express, Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import { Problem } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { parseFormFields } from "../upload/multipart.ts";
import { assertNotAborted } from "./assert-not-aborted.ts";
import type { BodyKind, Reply, Route } from "./route.ts";

/** Room for a hundred thousand addresses of ordinary length. */
const JSON_MAX_BYTES = 32 * 1024 * 1024;

const json = express.json({ limit: JSON_MAX_BYTES });
const form = express.urlencoded({ extended: false, limit: "100kb", parameterLimit: 100 });
const FORM_TYPES: Array<[prefix: string, parse: RequestHandler]> = [
  ["application/json", json],
  ["application/x-www-form-urlencoded", form],
  ["multipart/form-data", parseFormFields],
];

/** Serves every route of the table. */
export function mountRoutes(app: Express, routes: readonly Route[], deps: ApiDeps): void {
  for (const each of routes) {
    app[each.method](each.path, readBody(each.bodyKind), async (request, response) => {
      const call = {
        params: check(each.params, request.params, "path"),
        query: check(each.query, request.query, "query"),
        body: check(each.body, request.body ?? {}, "body"),
        request,
      };
      await send(await each.handle(call as never, deps), request, response);
    });
  }
}

function readBody(kind: BodyKind): RequestHandler {
  return (request, response, next) => {
    if (kind === "none" || kind === "stream") return next();
    const type = request.headers["content-type"] ?? "";
    const known = FORM_TYPES.find(([prefix]) => type.toLowerCase().startsWith(prefix));
    if (type === "") return next();
    if (known === undefined || (kind === "json" && known[1] !== json)) {
      throw new Problem(
        "unsupported_media_type",
        kind === "json" ? "Send JSON with the content type application/json." : "Send JSON or a form.",
      );
    }
    known[1](request, response, next);
  };
}

/** Reads a body of JSON or form fields inside a handler that takes files too. */
export async function readFields(request: Request): Promise<unknown> {
  assertNotAborted(request);
  await new Promise<void>((resolve, reject) => {
    readBody("form")(request, request.res as Response, (error?: unknown) =>
      error === undefined ? resolve() : reject(error as Error),
    );
  });
  return request.body ?? {};
}

/** @throws {Problem} `invalid_request`, naming each wrong field */
export function check<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  where: string,
): z.infer<S> | undefined {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join(".") || where}: ${issue.message}`);
  throw new Problem("invalid_request", `${details.join("; ")}.`, {
    more: {
      errors: parsed.error.issues
        .slice(0, 20)
        .map((issue) => ({ field: issue.path.join("."), message: issue.message })),
    },
  });
}

async function send(reply: Reply, request: Request, response: Response): Promise<void> {
  // Answers change until told otherwise.
  response
    .status(reply.status)
    .set("cache-control", "no-store")
    .set(reply.headers ?? {});
  if ("body" in reply) {
    response.json(reply.body);
    return;
  }
  if (request.method === "HEAD") {
    reply.stream.destroy();
    response.end();
    return;
  }
  await pipeline(reply.stream, response);
}
