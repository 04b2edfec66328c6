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
import { tooManyGuesses } from "../admin/basic-auth.ts";
import type { BatchHistory } from "../admin/batch-history.ts";
import type { AdminAuthenticator } from "../admin/authenticator.ts";
import { sessionTokenIn } from "../http/access/sessions.ts";
import type { Sessions } from "../http/access/sessions.ts";
import type { Tokens } from "../admin/tokens.ts";

/** Logging in and out. Changes need JSON or a cookie, and pages of other sites cannot send either. */
export function adminRoutes(authenticator: AdminAuthenticator, sessions: Sessions, tokens: Tokens): readonly Route[] {
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
      response: { status: 200, schema: adminSessionSchema },
      async handle({ body, request }) {
        const { ip, secure } = request as Request;
        const outcome = await authenticator.check(ip ?? "", body);
        if (outcome === "locked") throw tooManyGuesses();
        if (outcome === "invalid") throw new Problem("admin_only", "The name or the password is wrong.");
        return withCookie(true, sessions.begin(secure));
      },
    }),
    route({
      method: "post",
      path: "/api/admin/session/end",
      tag: "Admin",
      summary: "Log out",
      bodyKind: "none",
      response: { status: 200, schema: adminSessionSchema },
      async handle({ request: { headers } }) {
        const token = sessionTokenIn(headers.cookie);
        if (token !== undefined && sessions.isOpen(headers.cookie)) await tokens.end(token);
        return withCookie(false, sessions.end());
      },
    }),
  ];
}

/** All batches, behind the administrator's guard. */
export const adminHistoryRoutes = (history: BatchHistory): readonly Route[] => [
  route({
    method: "get",
    path: "/api/admin/batches",
    tag: "Admin",
    summary: "List all batches, newest first",
    bodyKind: "none",
    query: adminBatchesQuerySchema,
    response: { status: 200, schema: adminBatchesPageSchema },
    async handle({ query }) {
      return ok(await history.page(query));
    },
  }),
];
