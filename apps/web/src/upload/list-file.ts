import type { SkippedFile } from "../browser/recent-batches.ts";
import type { Limits } from "./limits.ts";
import { urlsFromCsv, urlsFromText } from "./url-list.ts";
import type { UrlList } from "./url-list.ts";

/** A .txt or .csv file as the URL box takes it. */
export interface ListFile {
  name: string;
  text: string;
  /** Why the file cannot be used; `undefined` when it has URLs. */
  problem: string | undefined;
  /** Lines of a .csv file without a URL. A .txt file comes into the box with all its lines, and is checked there. */
  skipped: readonly SkippedFile[];
}

const NO_URL = "no web address in it";

/** Only a list at the top level counts: a .txt deep in a folder of photos is not a list of URLs. */
export const isListFile = ({ file, path }: { file: File; path: string }): boolean =>
  /\.(txt|csv)$/i.test(file.name) && !path.replace(/^\.?\//, "").includes("/");

export async function readListFile(file: File, limits: Limits): Promise<ListFile> {
  const { name } = file;
  const text = await file.text();
  if (!/\.csv$/i.test(name)) {
    const hasUrls = urlsFromText(text, limits).urls.length > 0;
    return { name, text, problem: hasUrls ? undefined : NO_URL, skipped: [] };
  }
  const list = await readCsvList(text, limits);
  if (list === undefined) return { name, text: "", problem: "it is not a valid CSV file", skipped: [] };
  const { urls, skipped } = list;
  return { name, text: urls.join("\n"), problem: urls.length > 0 ? undefined : NO_URL, skipped };
}

async function readCsvList(text: string, limits: Limits): Promise<UrlList | undefined> {
  // Most batches need no CSV parser: it is loaded on first use.
  const { parseCsvRecords } = await import("./csv-records.ts");
  try {
    return urlsFromCsv(parseCsvRecords(text), limits);
  } catch {
    return undefined;
  }
}
