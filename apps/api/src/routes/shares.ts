import { z } from "zod";
import { newShareSchema, resultsQuerySchema, shareRequestSchema, sharesSchema } from "@symphony/contract";
import {
  sharedCsv,
  sharedItem,
  sharedList,
  sharedMark,
  sharedReport,
  sharedThumbnail,
  sharedView,
} from "../handlers/shares/shared-batch.ts";
import { deleteShare, getShares, postShare } from "../handlers/shares/shares.ts";
import { route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { BATCH, BODY, byId, byItem, byMark, STORING } from "./parameters.ts";

const byToken = z.object({ token: z.string() });
const ofItem = byItem.omit({ id: true }).extend(byToken.shape);
const ofMark = byMark.omit({ id: true }).extend(byToken.shape);

const EXAMPLE = {
  share_id: "9f86d081884c7d659a2feaa0c55ad015",
  label: "supplier",
  created_at: "2026-03-02T09:30:00.000Z",
  expires_at: "2026-03-09T09:30:00.000Z",
  by: "ann",
  expired: false,
};
const URL_EXAMPLE = "https://check.example/shared/…";

/** Links that show one batch to people without a key. */
export const shareRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/api/batches/:id/shares",
    tag: "Batches",
    summary: "Create a link that shows a batch, and nothing else, until it expires",
    bodyKind: "json",
    params: byId,
    body: shareRequestSchema,
    bodyExample: { expires_in_hours: 168, label: "supplier" },
    problems: [...BODY, ...BATCH, ...STORING, "batch_not_ready", "too_many_shares"],
    response: { status: 201, schema: newShareSchema, example: { ...EXAMPLE, url: URL_EXAMPLE } },
    handle: postShare,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/shares",
    tag: "Batches",
    summary: "List the links of a batch",
    bodyKind: "none",
    params: byId,
    problems: [...BATCH, "batch_not_ready"],
    response: {
      status: 200,
      schema: sharesSchema,
      example: { batch_id: "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21", shares: [EXAMPLE] },
    },
    handle: getShares,
  }),
  route({
    method: "delete",
    path: "/api/batches/:id/shares/:share",
    tag: "Batches",
    summary: "Revoke a link at once",
    bodyKind: "none",
    params: byId.extend({ share: z.string() }),
    problems: [...BATCH, "batch_not_ready", "not_found"],
    response: { status: 204 },
    handle: deleteShare,
  }),
];

/** What a link shows; the token in it is the key. Not described: they are pages for people. */
export const sharedRoutes: readonly Route[] = [
  shared("", "Show a shared batch", { params: byToken, query: resultsQuerySchema, handle: sharedList }),
  shared("/report.html", "Report of a shared batch", { params: byToken, handle: sharedReport }),
  shared("/results.csv", "CSV of a shared batch", { params: byToken, handle: sharedCsv }),
  shared("/items/:seq", "Show an image of a shared batch", { params: ofItem, handle: sharedItem }),
  shared("/items/:seq/thumbnail", "Thumbnail", { params: ofItem, handle: sharedThumbnail }),
  shared("/items/:seq/view", "View", { params: ofItem, handle: sharedView }),
  shared("/items/:seq/marks/:n", "Mark", { params: ofMark, handle: sharedMark }),
];

function shared<P extends z.ZodType, Q extends z.ZodType | undefined = undefined>(
  path: string,
  summary: string,
  more: Pick<Parameters<typeof route<P, Q>>[0], "params" | "query" | "handle">,
): Route {
  return route<P, Q>({
    method: "get",
    path: `/shared/:token${path}`,
    tag: "Results",
    summary,
    bodyKind: "none",
    response: { status: 200, contentType: "text/html" },
    ...more,
  });
}
