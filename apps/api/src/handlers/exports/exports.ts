import type { Readable } from "node:stream";
import type { DatasetQuery, ResultFilter } from "@symphony/contract";
import { requireBatchId } from "../../batches/batch-ids.ts";
import { datasetOf } from "../../batches/exports/dataset/dataset.ts";
import { jsonLinesOf } from "../../batches/exports/export-json-lines.ts";
import { imagesZipOf } from "../../batches/exports/pictures/images-zip.ts";
import { reportOf } from "../../batches/exports/report/report.ts";
import { workbookOf } from "../../batches/exports/workbook/workbook.ts";
import { requireFinished } from "../../batches/find-batch.ts";
import type { ApiDeps } from "../../deps.ts";
import { pageHeaders } from "../../html/page.ts";
import type { Call, Reply } from "../../http/route.ts";

type ExportCall<Query = ResultFilter> = Call<{ id: string }, Query, undefined>;

const WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export async function exportJsonLines({ params, query }: ExportCall, deps: ApiDeps): Promise<Reply> {
  const { manifest } = await requireFinished(deps, requireBatchId(params.id));
  const name = `logo_detection_results_${manifest.batch_id}.jsonl`;
  return download(jsonLinesOf(deps, manifest, query), name, "application/jsonl");
}

/** Shown by browsers, so that it can be printed; saved under its name. */
export async function exportReport({ params, query }: ExportCall, deps: ApiDeps): Promise<Reply> {
  const { manifest, status } = await requireFinished(deps, requireBatchId(params.id));
  const name = `logo_detection_report_${manifest.batch_id}.html`;
  return {
    status: 200,
    stream: reportOf(deps, manifest, status, query),
    headers: { ...pageHeaders("data:"), "content-disposition": `inline; filename="${name}"` },
  };
}

export async function exportWorkbook({ params, query }: ExportCall, deps: ApiDeps): Promise<Reply> {
  const { manifest } = await requireFinished(deps, requireBatchId(params.id));
  return download(workbookOf(deps, manifest, query), `logo_detection_report_${manifest.batch_id}.xlsx`, WORKBOOK_TYPE);
}

export async function exportImages({ params, query }: ExportCall, deps: ApiDeps): Promise<Reply> {
  const { manifest } = await requireFinished(deps, requireBatchId(params.id));
  const name = `logo_detection_images_${manifest.batch_id}.zip`;
  return download(imagesZipOf(deps, manifest, query), name, "application/zip");
}

export async function exportDataset({ params, query }: ExportCall<DatasetQuery>, deps: ApiDeps): Promise<Reply> {
  const { manifest } = await requireFinished(deps, requireBatchId(params.id));
  const name = `logo_detection_dataset_${query.format}_${manifest.batch_id}.zip`;
  return download(datasetOf(deps, manifest, query), name, "application/zip");
}

const download = (stream: Readable, name: string, type: string): Reply => ({
  status: 200,
  stream,
  headers: { "content-type": type, "content-disposition": `attachment; filename="${name}"` },
});
