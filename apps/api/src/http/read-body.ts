import type { IncomingMessage } from "node:http";
import express from "express";
import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import { Problem } from "@symphony/contract";
import { fieldMessage } from "@symphony/service";
import { assertNotAborted } from "./assert-not-aborted.ts";
import { parseFormFields } from "./multipart.ts";
import type { BodyKind } from "./route.ts";

/** Room for ids, an address and a password. */
const FIELDS_MAX_BYTES = 4 * 1024;
/** Room for one URL of the greatest length, with every character escaped. */
export const ONE_URL_MAX_BYTES = 16 * 1024;

/** What reads a body of each type; the limits count unpacked bytes. */
function parsersFor(maxBytes: number): Array<[prefix: string, parse: RequestHandler]> {
  return [
    ["application/json", express.json({ limit: maxBytes })],
    [
      "application/x-www-form-urlencoded",
      express.urlencoded({ extended: false, limit: maxBytes, parameterLimit: 100 }),
    ],
    ["multipart/form-data", parseFormFields],
  ];
}

/** Clients send a content type without a body, too. */
export const hasNoBody = ({ headers }: IncomingMessage): boolean => headers["content-length"] === "0";

/** Parses the body of a route by its content type. */
export function readBody(kind: BodyKind, maxBytes = FIELDS_MAX_BYTES): RequestHandler {
  const parsers = parsersFor(maxBytes);
  return (request, response, next) => {
    if (kind === "none" || kind === "stream") return next();
    const type = request.headers["content-type"] ?? "";
    const known = parsers.find(([prefix]) => type.toLowerCase().startsWith(prefix));
    if (type === "" || hasNoBody(request)) return next();
    if (known === undefined || (kind === "json" && known[0] !== "application/json")) {
      throw new Problem(
        "unsupported_media_type",
        kind === "json" ? "Send JSON with the content type application/json." : "Send JSON or a form.",
      );
    }
    known[1](request, response, next);
  };
}

const readOneUrl = readBody("form", ONE_URL_MAX_BYTES);

/** Reads a body of JSON or form fields in a handler that accepts one file too. */
export async function readFields(request: Request): Promise<unknown> {
  assertNotAborted(request);
  await new Promise<void>((resolve, reject) => {
    readOneUrl(request, request.res as Response, (error?: unknown) =>
      error === undefined ? resolve() : reject(error as Error),
    );
  });
  return request.body ?? {};
}

/** @throws {Problem} `invalid_request`, which names each wrong field */
export function validate<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const parsed = schema.safeParse(value, { error: fieldMessage });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const details = issues.slice(0, 5).map((issue) => `${issue.path.join(".") || where}: ${issue.message}`);
  throw new Problem("invalid_request", `${details.join("; ")}.`, {
    more: { errors: issues.slice(0, 20).map((issue) => ({ field: issue.path.join("."), message: issue.message })) },
  });
}
