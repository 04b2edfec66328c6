import type { Scope } from "@symphony/contract";

/**
 * The scope that a call needs, by method and path. Reading needs `read`; whatever else is not in this table needs
 * `admin`, so that a forgotten route is closed and not open.
 */
const SCOPE_OF: Readonly<Record<string, Scope>> = {
  "POST /api/start-batch": "submit",
  "POST /api/init-batch": "submit",
  "POST /api/check-logo/batch": "submit",
  "POST /api/check-logo/single": "submit",
  "POST /api/check-logo/single/url": "submit",
  "POST /api/check-logo/batch/:id/complete": "read",
  "POST /api/check-logo/batch/:id/send-email": "submit",
  "POST /api/uploads": "submit",
  "HEAD /api/uploads/:id": "submit",
  "PATCH /api/uploads/:id": "submit",
  "DELETE /api/uploads/:id": "submit",
  "PATCH /api/batches/:id": "submit",
  "DELETE /api/batches/:id": "submit",
  "POST /api/batches/:id/pause": "submit",
  "POST /api/batches/:id/resume": "submit",
  "POST /api/batches/:id/cancel": "submit",
  "POST /api/batches/:id/retry-failed": "submit",
  "POST /api/batches/:id/corrections": "submit",
  "POST /api/batches/:id/shares": "submit",
  "DELETE /api/batches/:id/shares/:share": "submit",
  "POST /api/batches/:id/threshold": "review",
  "PUT /api/batches/:id/items/:seq/review": "review",
  "POST /api/batches/:id/reviews": "review",
  "POST /api/brands": "admin",
  "PUT /api/brands/:name": "admin",
  "DELETE /api/brands/:name": "admin",
  "POST /api/brands/:name/versions/:version/trial": "admin",
  "POST /api/brands/:name/versions/:version/adopt": "admin",
  "DELETE /api/brands/:name/versions/:version": "admin",
  "GET /api/schedules": "admin",
};

const PATTERNS = Object.entries(SCOPE_OF).map(([key, scope]): [RegExp, Scope] => [
  // As express matches: in any case, with or without a slash at the end.
  new RegExp(`^${key.replace(/:\w+/g, "[^/]+")}/?$`, "i"),
  scope,
]);
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

export function scopeOf(method: string, path: string): Scope {
  const call = `${method} ${path}`;
  return PATTERNS.find(([pattern]) => pattern.test(call))?.[1] ?? (READS.has(method) ? "read" : "admin");
}

/** Whether the table, or the rule for reading, names a route. */
export const hasScope = (method: string, path: string): boolean =>
  READS.has(method) || SCOPE_OF[`${method} ${path}`] !== undefined;
