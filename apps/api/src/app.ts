import { existsSync } from "node:fs";
import express from "express";
import type { Express } from "express";
import helmet from "helmet";
import { Problem } from "@symphony/contract";
import { createRateLimiter } from "@symphony/messaging";
import { createAdminGuard, openWithoutProofs } from "./http/access/admin-guard.ts";
import { proofByHeaders, requireAdmin } from "./admin/basic-auth.ts";
import { createAdminAuthenticator, GUESSES_PER_MINUTE } from "./admin/authenticator.ts";
import { createCheckAhead } from "./batches/check-ahead.ts";
import { createUploadMarks } from "./batches/upload-marks.ts";
import { createBatchHistory } from "./admin/batch-history.ts";
import { createQueueDashboard } from "./admin/queue-dashboard.ts";
import { dropEndedSessions } from "./admin/ended-sessions.ts";
import { createSessions } from "./http/access/sessions.ts";
import { createTokens } from "./admin/tokens.ts";
import type { ApiDeps } from "./deps.ts";
import { requireKnownHost } from "./http/access/known-hosts.ts";
import { requireAccess } from "./http/access/require-access.ts";
import { refuseForeignChanges } from "./http/access/same-origin.ts";
import { allowOrigins } from "./http/cross-origin.ts";
import { mountDocsPage } from "./http/docs-page.ts";
import { logRequests } from "./http/log-requests.ts";
import { measureRequests } from "./http/measure-requests.ts";
import { mountRoutes } from "./http/mount.ts";
import { limitRate } from "./http/rate-limit.ts";
import { mountUnknownPage, mountWebPage } from "./http/web-page.ts";
import { problemHandler } from "./http/problems.ts";
import { traceRequests } from "./http/trace-requests.ts";
import { describeApi } from "./openapi.ts";
import { mountUploads } from "./upload/resumable/mount-uploads.ts";
import {
  adminAuditRoutes,
  adminBrandRoutes,
  adminHistoryRoutes,
  adminKeyRoutes,
  adminRoutes,
  adminScheduleRoutes,
  healthRoutes,
  originalAdminRoutes,
  routes,
  sharedRoutes,
} from "./routes.ts";
import { scopeOf } from "./routes/scopes.ts";

const DASHBOARD_PATH = "/admin/queues";

/** The express application: headers, health, description, page, then the API behind API keys. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set(
    "trust proxy",
    /^\d$/.test(deps.config.TRUST_PROXY) ? Number(deps.config.TRUST_PROXY) : deps.config.TRUST_PROXY,
  );
  app.use(logRequests(deps.logger));
  app.use(measureRequests(deps.metrics));
  app.use(traceRequests);
  app.use(
    helmet({
      // Inside a network the page may be served over plain http; an upgrade to https would break it.
      contentSecurityPolicy: {
        directives: {
          "upgrade-insecure-requests": null,
          "img-src": ["'self'", "data:", "blob:"],
          "connect-src": ["'self'", "ws:", "wss:"],
        },
      },
      strictTransportSecurity: false,
      // Pages of the allowed origins show thumbnails.
      crossOriginResourcePolicy: { policy: deps.config.ALLOWED_ORIGINS.length > 0 ? "cross-origin" : "same-origin" },
      referrerPolicy: { policy: "no-referrer" },
    }),
  );
  const { ALLOWED_HOSTS: allowed, PUBLIC_URL: publicUrl, TRUST_PROXY } = deps.config;
  app.use(requireKnownHost({ allowed, publicUrl, behindProxy: TRUST_PROXY !== "0" }));
  if (deps.config.ALLOWED_ORIGINS.length > 0) app.use(allowOrigins(deps.config.ALLOWED_ORIGINS));
  app.use(refuseForeignChanges(deps.config.ALLOWED_ORIGINS, publicUrl));
  const limit = limitRate(deps);
  app.use("/metrics", limit);
  mountRoutes(app, healthRoutes, deps);
  let description: object | undefined;
  app.get("/openapi.json", (_request, response) => {
    description ??= describeApi(healthRoutes, routes);
    response.json(description);
  });
  mountDocsPage(app);
  if (existsSync(deps.config.WEB_DIR)) mountWebPage(app, deps.config.WEB_DIR);
  else app.get("/", (_request, response) => void response.json({ service: "symphony", description: "/openapi.json" }));
  // Before any body is read.
  app.use(limit);
  mountRoutes(app, sharedRoutes, deps);
  mountAdmin(app, deps);
  if (existsSync(deps.config.WEB_DIR)) mountUnknownPage(app, deps.config.WEB_DIR);
  app.use(requireAccess(deps.keys, scopeOf));
  mountRoutes(app, routes, deps);
  mountUploads(app, deps, { onComplete: createCheckAhead(deps), onBytes: createUploadMarks(deps) });
  app.use((request) => {
    throw new Problem("not_found", `There is nothing at ${request.method} ${request.path.slice(0, 200)}.`);
  });
  app.use(problemHandler(deps.logger));
  return app;
}

/** API keys, schedules, the queues and the history of batches; without a password only keys with the scope `admin` reach them. */
function mountAdmin(app: Express, deps: ApiDeps): void {
  const admin = createAdmin(deps);
  if (admin) app.use(dropEndedSessions(admin.tokens));
  const guard = createAdminGuard(admin, deps.keys);
  const brandGuard = openWithoutProofs(guard, admin, deps.keys);
  mountRoutes(app, [...adminKeyRoutes, ...adminAuditRoutes, ...adminScheduleRoutes], deps, guard);
  mountRoutes(app, adminBrandRoutes, deps, brandGuard);
  if (!admin) return;
  const { authenticator, sessions, tokens } = admin;
  app.use(DASHBOARD_PATH, requireAdmin(authenticator), createQueueDashboard(deps.queues.all, DASHBOARD_PATH));
  const history = createBatchHistory(deps.store, deps.batchIndex);
  mountRoutes(app, adminRoutes(authenticator, sessions, tokens), deps);
  mountRoutes(app, adminHistoryRoutes(history), deps, guard);
  mountRoutes(app, originalAdminRoutes(authenticator, tokens, history), deps);
}

/** Undefined without a password. */
function createAdmin({ config, redis }: ApiDeps) {
  const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = config;
  if (!password) return undefined;
  const sessions = createSessions(password);
  const tokens = createTokens(redis, sessions, password);
  const guesses = createRateLimiter(redis, "admin", GUESSES_PER_MINUTE);
  const authenticator = createAdminAuthenticator({ username, password }, guesses);
  return { sessions, tokens, authenticator, proves: proofByHeaders(authenticator, tokens) };
}
