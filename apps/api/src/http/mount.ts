import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Express, Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import type { ApiDeps } from "../deps.ts";
import type { AdminGuard } from "./access/admin-guard.ts";
import { readBody, validate } from "./read-body.ts";
import type { Reply, Route } from "./route.ts";

/**
 * Serves every route of a table.
 *
 * @param guard lets a call pass or throws a problem, before its body is read
 */
export function mountRoutes(app: Express, routes: readonly Route[], deps: ApiDeps, guard?: AdminGuard): void {
  const admit: RequestHandler = async (request, _response, next) => {
    await guard?.(request);
    next();
  };
  for (const each of routes) {
    app[each.method](each.path, admit, readBody(each.bodyKind, each.bodyMaxBytes), async (request, response) => {
      const call = {
        params: validateIf(each.params, request.params, "path"),
        query: validateIf(each.query, request.query, "query"),
        body: validateIf(each.body, request.body ?? {}, "body"),
        request,
      };
      const reply = await each.handle(call as never, deps);
      // One that fails while the audit entry is written is reported by what sends it; nobody listens until then.
      if ("stream" in reply) reply.stream.on("error", () => undefined);
      await deps.audit(each, call, reply);
      await send(reply, request, response);
    });
  }
}

function validateIf(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  return schema === undefined ? undefined : validate(schema, value, where);
}

async function send(reply: Reply, request: Request, response: Response): Promise<void> {
  // Nothing was sent yet: the caller gets a sentence. `pipeline` would close the connection.
  if ("stream" in reply && reply.stream.errored !== null) throw reply.stream.errored;
  // Most replies change over time; a reply that does not sets its own header.
  response
    .status(reply.status)
    .set("cache-control", "no-store")
    .set(reply.headers ?? {});
  if ("body" in reply) {
    response.json(reply.body);
    return;
  }
  if (!("stream" in reply)) {
    response.end();
    return;
  }
  if (request.fresh) {
    reply.stream.destroy();
    response.status(304).removeHeader("content-length");
    response.end();
    return;
  }
  if (request.method === "HEAD") {
    reply.stream.destroy();
    response.end();
    return;
  }
  await sendStream(reply.stream, response);
}

/** What measures, compresses and pipes a response listens for its end; Node warns from eleven on. */
const LISTENERS_MAX = 20;

/** A caller that is gone before the end is no failure of ours; the stream is closed all the same. */
async function sendStream(stream: Readable, response: Response): Promise<void> {
  let isCallerGone = false;
  response.setMaxListeners(LISTENERS_MAX);
  response.once("close", () => (isCallerGone = !stream.destroyed && !response.writableFinished));
  await pipeline(stream, response).catch((error: unknown) => {
    if (!isCallerGone) throw error;
  });
}
