import { basename } from "node:path";
import { createSymphonyClient } from "@symphony/client";
import type { ReportConfig } from "./config.ts";
import { FORMAT_PATHS } from "./report-formats.ts";
import { save } from "./save.ts";

/** Streams a report of a finished batch to a file. @returns the name of the file */
export async function saveReport(config: ReportConfig): Promise<string> {
  const { batchId, format, out, filter } = config;
  const dataset = format === "yolo" || format === "coco" ? { format } : {};
  const { data, response } = await createSymphonyClient(config).GET(FORMAT_PATHS[format], {
    params: { path: { id: batchId }, query: { ...filter, ...dataset } as never },
    parseAs: "stream",
  });
  const file = out ?? nameOf(response, `report-${batchId}`);
  await save(data, file);
  return file;
}

/** The name that the server gives; a name alone, wherever it points to. */
function nameOf(response: Response, fallback: string): string {
  const given = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return basename(given ?? fallback);
}
