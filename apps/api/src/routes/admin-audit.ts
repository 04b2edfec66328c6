import { auditFilterSchema, auditPageSchema, auditQuerySchema } from "@symphony/contract";
import { auditCsv, auditLines } from "../audit/audit-export.ts";
import { ok, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";

const admin = { method: "get", tag: "Admin", bodyKind: "none" } as const;

/** The audit log for the administrator. */
export const adminAuditRoutes: readonly Route[] = [
  route({
    ...admin,
    path: "/api/admin/audit",
    summary: "Search the audit log, newest first",
    query: auditQuerySchema,
    response: { status: 200, schema: auditPageSchema },
    async handle({ query }, { store }) {
      return ok(await store.audit.page(query));
    },
  }),
  route({
    ...admin,
    path: "/api/admin/audit.csv",
    summary: "Export the audit log as CSV",
    query: auditFilterSchema,
    response: { status: 200, contentType: "text/csv" },
    async handle({ query }, { store }) {
      return auditCsv(store, query);
    },
  }),
  route({
    ...admin,
    path: "/api/admin/audit.jsonl",
    summary: "Export the audit log, one JSON object a line",
    query: auditFilterSchema,
    response: { status: 200, contentType: "application/x-ndjson" },
    async handle({ query }, { store }) {
      return auditLines(store, query);
    },
  }),
];
