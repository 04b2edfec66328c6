import { auditFilterSchema, auditPageSchema, auditQuerySchema } from "@symphony/contract";
import { auditCsv, auditLines } from "../audit/audit-export.ts";
import type { AdminGuard } from "../http/access/admin-guard.ts";
import { ok, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";

/** The audit log for the administrator. */
export function adminAuditRoutes(requireAdmin: AdminGuard): readonly Route[] {
  const admin = { method: "get", tag: "Admin", bodyKind: "none" } as const;
  return [
    route({
      ...admin,
      path: "/api/admin/audit",
      summary: "Search the audit log, newest first",
      query: auditQuerySchema,
      response: { status: 200, schema: auditPageSchema },
      async handle({ query, request }, { store }) {
        await requireAdmin(request);
        return ok(await store.audit.page(query));
      },
    }),
    route({
      ...admin,
      path: "/api/admin/audit.csv",
      summary: "Export the audit log as CSV",
      query: auditFilterSchema,
      response: { status: 200, contentType: "text/csv" },
      async handle({ query, request }, { store }) {
        await requireAdmin(request);
        return auditCsv(store, query);
      },
    }),
    route({
      ...admin,
      path: "/api/admin/audit.jsonl",
      summary: "Export the audit log, one JSON object a line",
      query: auditFilterSchema,
      response: { status: 200, contentType: "application/x-ndjson" },
      async handle({ query, request }, { store }) {
        await requireAdmin(request);
        return auditLines(store, query);
      },
    }),
  ];
}
