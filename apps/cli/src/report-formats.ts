/** What a batch is handed on as, and where each form is. */
export const FORMAT_PATHS = {
  html: "/api/batches/{id}/report.html",
  xlsx: "/api/batches/{id}/report.xlsx",
  csv: "/api/check-logo/batch/export-csv/{id}",
  jsonl: "/api/batches/{id}/results.jsonl",
  images: "/api/batches/{id}/images.zip",
  yolo: "/api/batches/{id}/dataset.zip",
  coco: "/api/batches/{id}/dataset.zip",
} as const;
export type ReportFormat = keyof typeof FORMAT_PATHS;
export const REPORT_FORMATS = Object.keys(FORMAT_PATHS) as ReportFormat[];
