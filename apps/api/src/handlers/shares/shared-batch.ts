import { Readable } from "node:stream";
import type { z } from "zod";
import { Problem } from "@symphony/contract";
import type { BatchId, resultsQuerySchema } from "@symphony/contract";
import { readStatus } from "../../batches/batch-status.ts";
import { reportOf } from "../../batches/exports/report/report.ts";
import { readBatchRecord } from "../../batches/record/read-record.ts";
import { requireFinished } from "../../batches/find-batch.ts";
import { readResultsPage } from "../../batches/results-page.ts";
import { anonymousCsvOf } from "../../batches/shares/anonymous-csv.ts";
import { gonePage, itemPage, listPage, missingPage } from "../../batches/shares/shared-pages.ts";
import { findSharedBatch } from "../../batches/shares/shares.ts";
import type { ApiDeps } from "../../deps.ts";
import { pageHeaders } from "../../html/page.ts";
import type { Call, Reply } from "../../http/route.ts";
import { mark, thumbnail, view } from "../pictures.ts";

interface ByToken {
  token: string;
}
type SharedCall<Params = object, Query = undefined> = Call<ByToken & Params, Query, undefined>;
type Handler<C> = (call: C, deps: ApiDeps) => Promise<Reply>;

/** Images on one page of the list. */
const LISTED = 50;

/** Runs a page's handler with the batch of the link. Who has a link that is not valid sees a page that says so. */
const sharedPage =
  <C extends { params: ByToken }>(handle: (batchId: BatchId, call: C, deps: ApiDeps) => Promise<Reply>): Handler<C> =>
  async (call, deps) => {
    const batchId = await findSharedBatch(deps, call.params.token);
    if (batchId === undefined) return pageReply(404, gonePage());
    return handle(batchId, call, deps).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      // Removed meanwhile; other problems say what to do, and their facts name the batch.
      if (error.code === "batch_not_found") return pageReply(404, gonePage());
      throw new Problem(error.code, error.message, { cause: error });
    });
  };

export const sharedList = sharedPage(
  async (batchId, { params, query }: SharedCall<object, z.infer<typeof resultsQuerySchema>>, deps) => {
    const status = await readStatus(deps, batchId);
    const { title } = await readBatchRecord(deps, batchId);
    const { effective, cursor } = query;
    const page = await readResultsPage(deps, batchId, { ...query, order: "upload", limit: LISTED });
    const place = { title: title ?? "Logo check", effective, cursor, next: page.next_cursor };
    return pageReply(200, listPage(`/shared/${params.token}`, status, page.results, place));
  },
);

export const sharedItem = sharedPage(async (batchId, { params }: SharedCall<{ seq: number }>, deps) => {
  const { total, completed_at: completedAt } = await readStatus(deps, batchId);
  const { results } = await readResultsPage(deps, batchId, { cursor: params.seq, limit: 1, order: "upload" });
  const [result] = results;
  const base = `/shared/${params.token}`;
  if (result?.seq === params.seq) return pageReply(200, itemPage(base, result, total));
  const isAwaited = params.seq < total && completedAt === null;
  const sentence = isAwaited ? "There is no result of this image yet" : "There is no image with this number";
  return pageReply(404, missingPage(base, sentence));
});

export const sharedReport = sharedPage(async (id, _call: SharedCall, deps) => {
  const { manifest } = await requireFinished(deps, id);
  return {
    status: 200,
    stream: reportOf(deps, manifest, {}, { anonymous: true }),
    headers: { ...pageHeaders("data:"), "content-disposition": 'inline; filename="logo_detection_report.html"' },
  };
});

export const sharedCsv = sharedPage(async (id, _call: SharedCall, deps) => {
  const { manifest } = await requireFinished(deps, id);
  return {
    status: 200,
    stream: anonymousCsvOf(deps, manifest),
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="logo_detection_results.csv"',
    },
  };
});

type PictureParams = { seq: number; n?: number };

/** Not to be kept by browsers: a link can be taken back. */
const sharedPicture =
  <Params extends PictureParams>(open: Handler<Call<{ id: string } & Params, undefined, undefined>>) =>
  (call: SharedCall<Params>, deps: ApiDeps): Promise<Reply> =>
    sharedPage(async (id, { params }: SharedCall<Params>) => {
      const reply = await open({ ...call, params: { ...params, id } }, deps);
      return { ...reply, headers: { ...reply.headers, "cache-control": "private, no-store" } };
    })(call, deps);

export const sharedThumbnail = sharedPicture(thumbnail);
export const sharedView = sharedPicture(view);
export const sharedMark = sharedPicture<{ seq: number; n: number }>(mark);

const pageReply = (status: number, text: string): Reply => ({
  status,
  stream: Readable.from([text]),
  headers: pageHeaders("'self'"),
});
