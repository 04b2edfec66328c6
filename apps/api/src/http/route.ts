import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { ProblemCode } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";

/** A request as a handler sees it: validated by the schemas of its route. */
export interface Call<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** For handlers that read the body as a stream. */
  request: IncomingMessage;
}

/** What a handler returns: a JSON body, or a stream with its headers. */
export type Reply =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | { status: 204; headers?: Record<string, string> }
  | { status: number; stream: Readable; headers: Record<string, string> };

/** How the body is read: as `json` only, as JSON or a `form`, or as a `stream` by the handler. */
export type BodyKind = "none" | "json" | "form" | "stream";

export interface RouteResponse {
  status: number;
  schema?: z.ZodType;
  contentType?: string;
  example?: unknown;
}

export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  summary: string;
  /** Its group on the page of the description. */
  tag: "Batches" | "Results" | "Reviews" | "Batch control" | "Single images" | "Service" | "Admin";
  bodyKind: BodyKind;
  /** Most bytes of a body of fields, unpacked; default: a few ids and an address. */
  bodyMaxBytes?: number;
  params?: z.ZodType;
  query?: z.ZodType;
  headers?: z.ZodType;
  body?: z.ZodType;
  bodyExample?: unknown;
  /** Beside the problems that every route has. */
  problems?: readonly ProblemCode[];
  /** For the description of a body that the handler reads itself. */
  multipart?: z.ZodType;
  streamedJson?: z.ZodType;
  response: RouteResponse;
  /** Another response, where the request decides which. */
  otherResponse?: RouteResponse;
  handle(call: Call<never, never, never>, deps: ApiDeps): Promise<Reply>;
}

type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;

/** An entry of a route table; the types of the handler's call follow from the schemas. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  definition: Omit<Route, "params" | "query" | "body" | "handle"> & {
    params?: P;
    query?: Q;
    body?: B;
    handle(call: Call<Parsed<P>, Parsed<Q>, Parsed<B>>, deps: ApiDeps): Promise<Reply>;
  },
): Route {
  return definition as unknown as Route;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
