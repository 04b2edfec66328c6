import { datasetQuerySchema, resultFilterSchema } from "@symphony/contract";
import {
  exportDataset,
  exportImages,
  exportJsonLines,
  exportReport,
  exportWorkbook,
} from "../handlers/exports/exports.ts";
import { route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { byId, FINISHED } from "./parameters.ts";

const EXPORTS = [
  ["results.jsonl", "Export results as lines of JSON", "application/jsonl", exportJsonLines],
  ["report.html", "Get a printable report of a finished batch", "text/html", exportReport],
  [
    "report.xlsx",
    "Export results as a workbook, with pictures of what failed",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    exportWorkbook,
  ],
  ["images.zip", "Export images as a zip, in a folder for each verdict", "application/zip", exportImages],
] as const;

/** What a batch is handed on as; each is streamed, with the filters of the CSV. */
export const exportRoutes: readonly Route[] = [
  ...EXPORTS.map(([file, summary, contentType, handle]) =>
    route({
      method: "get",
      path: `/api/batches/:id/${file}`,
      tag: "Results",
      summary,
      bodyKind: "none",
      params: byId,
      query: resultFilterSchema,
      problems: [...FINISHED, "invalid_request"],
      response: { status: 200, contentType },
      handle,
    }),
  ),
  route({
    method: "get",
    path: "/api/batches/:id/dataset.zip",
    tag: "Results",
    summary: "Export images with labels for training, by the verdicts that count",
    bodyKind: "none",
    params: byId,
    query: datasetQuerySchema,
    problems: [...FINISHED, "invalid_request"],
    response: { status: 200, contentType: "application/zip" },
    handle: exportDataset,
  }),
];
