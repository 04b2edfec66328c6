import type { Route } from "./http/route.ts";
import { batchRoutes } from "./routes/batches.ts";
import { brandRoutes } from "./routes/brands.ts";
import { compareRoutes } from "./routes/compare.ts";
import { correctionRoutes } from "./routes/corrections.ts";
import { exportRoutes } from "./routes/exports.ts";
import { originalRoutes } from "./routes/original/original.ts";
import { recordRoutes } from "./routes/records.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { shareRoutes } from "./routes/shares.ts";

/**
 * The table of contents of the API, and the source of its description.
 *
 * - `healthRoutes`: liveness, readiness and metrics, open to everybody
 * - `routes`: behind API keys; those of the original service, then our own
 * - `sharedRoutes`: what the links of shared batches show, for who has the link; not described
 * - `admin…Routes`: for the administrator, and not described
 */
export { adminHistoryRoutes, adminRoutes } from "./routes/admin.ts";
export { adminAuditRoutes } from "./routes/admin-audit.ts";
export { adminBrandRoutes } from "./routes/brands.ts";
export { adminKeyRoutes } from "./routes/admin-keys.ts";
export { adminScheduleRoutes } from "./routes/admin-schedules.ts";
export { originalAdminRoutes } from "./routes/original/original-admin.ts";
export { sharedRoutes } from "./routes/shares.ts";
export { healthRoutes } from "./routes/health.ts";
export const routes: readonly Route[] = [
  ...originalRoutes,
  ...batchRoutes,
  ...reviewRoutes,
  ...recordRoutes,
  ...correctionRoutes,
  ...exportRoutes,
  ...shareRoutes,
  ...compareRoutes,
  ...brandRoutes,
];
