import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import { z } from "zod";
import {
  adminLoginSchema,
  adminTokenSchema,
  cleanupResponseSchema,
  dashboardStatsSchema,
  downloadQuerySchema,
  messageSchema,
  originalBatchSchema,
  originalHistoryQuerySchema,
  previewSchema,
  Problem,
} from "@symphony/contract";
import { steadyNow } from "@symphony/service";
import type { BatchHistory } from "../../admin/batch-history.ts";
import type { AdminAuthenticator } from "../../admin/authenticator.ts";
import { tooManyGuesses } from "../../admin/basic-auth.ts";
import { downloadPath, originalBatchOf, readDashboardStats, readPreview } from "../../admin/original-history.ts";
import type { Tokens } from "../../admin/tokens.ts";
import { requireBatchId } from "../../batches/batch-ids.ts";
import { requireFinished } from "../../batches/find-batch.ts";
import { tryPublish } from "../../batches/try-publish.ts";
import { exportCsvByPath } from "../../handlers/export-csv.ts";
import type { ApiDeps } from "../../deps.ts";
import { ok, route } from "../../http/route.ts";
import type { Route } from "../../http/route.ts";
import { byId } from "../parameters.ts";

const byFile = byId.extend({ filename: z.string() });

/** The administration of the original service, by tokens in headers, which pages of other sites cannot send. */
export function originalAdminRoutes(
  authenticator: AdminAuthenticator,
  tokens: Tokens,
  history: BatchHistory,
): readonly Route[] {
  const requireToken = async ({ headers }: IncomingMessage): Promise<string> => {
    const token = headers["x-auth-token"];
    if (await tokens.isOpen(token, headers["x-csrf-token"])) return String(token);
    throw new Problem("admin_only", "Log in as the administrator first.");
  };
  const admin = { tag: "Admin", bodyKind: "none" } as const;

  return [
    route({
      ...admin,
      method: "post",
      path: "/api/admin/login",
      summary: "Log in for a token",
      bodyKind: "form",
      body: adminLoginSchema,
      response: { status: 200, schema: adminTokenSchema },
      async handle({ body, request }) {
        const outcome = await authenticator.check((request as Request).ip ?? "", body);
        if (outcome === "locked") throw tooManyGuesses();
        if (outcome === "invalid") throw new Problem("admin_only", "The name or the password is wrong.");
        return ok({ status: "success", message: "Login successful", ...(await tokens.begin()) });
      },
    }),
    route({
      ...admin,
      method: "post",
      path: "/api/admin/logout",
      summary: "End the session of a token",
      response: { status: 200, schema: messageSchema },
      async handle({ request }) {
        await tokens.end(await requireToken(request));
        return ok({ status: "success", message: "Logged out" });
      },
    }),
    route({
      ...admin,
      method: "get",
      path: "/api/admin/check-session",
      summary: "Check the session of a token",
      response: { status: 200, schema: messageSchema },
      async handle({ request }) {
        await requireToken(request);
        return ok({ status: "success", message: "Session is valid" });
      },
    }),
    route({
      ...admin,
      method: "get",
      path: "/api/admin/batch-history",
      summary: "List the newest batches",
      query: originalHistoryQuerySchema,
      response: { status: 200, schema: z.array(originalBatchSchema) },
      async handle({ query, request }, { store }) {
        await requireToken(request);
        const { batches } = await history.page({ search: "", ...query });
        const rows = [];
        for (const batch of batches) rows.push(await originalBatchOf(store, tokens, batch));
        return ok(rows);
      },
    }),
    route({
      ...admin,
      method: "get",
      path: "/api/admin/batch/:id",
      summary: "Get a batch",
      params: byId,
      response: { status: 200, schema: originalBatchSchema },
      async handle({ params, request }, { store }) {
        await requireToken(request);
        const batchId = requireBatchId(params.id);
        const batch = await history.find(batchId);
        if (batch === undefined) throw new Problem("batch_not_found", `Batch ${batchId} was not found.`);
        return ok({ ...batch, ...(await originalBatchOf(store, tokens, batch)) });
      },
    }),
    route({
      ...admin,
      method: "get",
      path: "/api/admin/batch/:id/preview",
      summary: "Get the first results of a batch",
      params: byId,
      response: { status: 200, schema: previewSchema },
      async handle({ params, request }, deps) {
        await requireToken(request);
        const { manifest } = await requireFinished(deps, requireBatchId(params.id));
        return ok({ batch_id: manifest.batch_id, preview: await readPreview(deps.store.eachResult(manifest)) });
      },
    }),
    route({
      ...admin,
      method: "get",
      path: "/api/admin/dashboard-stats",
      summary: "Get the statistics of the day",
      response: { status: 200, schema: dashboardStatsSchema },
      async handle({ request }) {
        await requireToken(request);
        return ok(await readDashboardStats(history));
      },
    }),
    route({
      ...admin,
      method: "get",
      path: "/api/exports/:id/:filename",
      summary: "Download the CSV of a batch once",
      params: byFile,
      query: downloadQuerySchema,
      response: { status: 200, contentType: "text/csv" },
      async handle({ params, query, request }, deps) {
        const path = downloadPath(requireBatchId(params.id));
        if (!path.endsWith(`/${params.filename}`)) throw new Problem("not_found", "There is no such export.");
        const [token = ""] = [query.token].flat();
        if (!(await tokens.takeDownload(path, token)))
          throw new Problem(
            "admin_only",
            "This download was made already or its time is over; list the batches again.",
          );
        return exportCsvByPath(
          { params, query: { bom: false, delimiter: ",", skipped: false }, body: undefined, request },
          deps,
        );
      },
    }),
    route({
      ...admin,
      method: "post",
      path: "/maintenance/cleanup",
      summary: "Remove batches past their retention",
      response: { status: 200, schema: cleanupResponseSchema },
      async handle({ request }, deps) {
        await requireToken(request);
        return ok(await cleanUp(deps));
      },
    }),
  ];
}

/** Finished batches are removed here; a worker closes unfinished ones, since their images need results first. */
async function cleanUp(deps: ApiDeps): Promise<z.infer<typeof cleanupResponseSchema>> {
  const { store, queues, progress, config, logger } = deps;
  const rules = { finishedHours: config.CLEANUP_AFTER_HOURS, pendingHours: config.PENDING_CLEANUP_AFTER_HOURS };
  const { removed, expired, failed, errors } = await store.expire(rules, steadyNow());
  for (const err of errors) logger.error({ err }, "cleanup:failed");
  const [first = expired[0]?.manifest] = removed;
  if (first !== undefined)
    await tryPublish(deps, first.batch_id, async () => {
      for (const manifest of removed) await progress.forget(manifest);
      if (expired.length > 0) await queues.addMaintenance("clean-up");
    });
  return {
    message: `Removed ${removed.length} batches older than ${rules.finishedHours} hours.`,
    removed: removed.length,
    expired: expired.length,
    failed: failed.length,
  };
}
