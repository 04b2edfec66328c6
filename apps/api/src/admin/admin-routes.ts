import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import {
  adminBatchesPageSchema,
  adminBatchesQuerySchema,
  adminLoginSchema,
  adminSessionSchema,
  Problem,
} from "@symphony/contract";
import { ok, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { tooManyGuesses } from "./basic-auth.ts";
import { readBatchHistory } from "./batch-history.ts";
import type { AdminAuthenticator } from "./authenticator.ts";
import type { Sessions } from "./sessions.ts";

/** What the administrator's page calls. Changes take JSON or a cookie that other sites cannot make a browser send. */
export function adminRoutes(authenticator: AdminAuthenticator, sessions: Sessions): readonly Route[] {
  const requireSession = (request: IncomingMessage): void => {
    if (!sessions.isOpen(request.headers.cookie)) throw new Problem("admin_only", "Log in as the administrator first.");
  };
  const withCookie = (open: boolean, cookie: string) => ({
    status: 200,
    body: { open },
    headers: { "set-cookie": cookie },
  });

  return [
    route({
      method: "post",
      path: "/api/admin/session",
      tag: "Admin",
      summary: "Log in",
      bodyKind: "json",
      body: adminLoginSchema,
      answer: { status: 200, schema: adminSessionSchema },
      async handle({ body, request }) {
        const { ip, secure } = request as Request;
        const verdict = await authenticator.check(ip ?? "", body);
        if (verdict === "shut out") throw tooManyGuesses();
        if (verdict === "wrong") throw new Problem("admin_only", "The name or the password is wrong.");
        return withCookie(true, sessions.begin(secure));
      },
    }),
    route({
      method: "post",
      path: "/api/admin/session/end",
      tag: "Admin",
      summary: "Log out",
      bodyKind: "none",
      answer: { status: 200, schema: adminSessionSchema },
      handle: async () => withCookie(false, sessions.end()),
    }),
    route({
      method: "get",
      path: "/api/admin/batches",
      tag: "Admin",
      summary: "All batches, newest first",
      bodyKind: "none",
      query: adminBatchesQuerySchema,
      answer: { status: 200, schema: adminBatchesPageSchema },
      async handle({ query, request }, { store }) {
        requireSession(request);
        return ok(await readBatchHistory(store, query));
      },
    }),
  ];
}
