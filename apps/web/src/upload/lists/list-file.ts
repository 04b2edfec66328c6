import { t } from "../../browser/language/text.ts";
import type { SkippedFile } from "../../browser/recent-batches.ts";
import type { CsvRecord } from "./csv-records.ts";
import { decodeText } from "./decode-text.ts";
import type { Limits } from "../limits.ts";
import { urlsFromTable, urlsFromText } from "./url-list.ts";

/** A list of web addresses as the URL box takes it. */
export interface ListFile {
  name: string;
  text: string;
  /** Why the file cannot be used; `undefined` when it has URLs. */
  problem: string | undefined;
  /** Rows of a table without a URL. A text comes into the box with all its lines, and is checked there. */
  skipped: readonly SkippedFile[];
}

/** Kinds of files that may be lists of web addresses. */
export const LIST_EXTENSIONS = [".txt", ".md", ".csv", ".tsv", ".xlsx", ".json", ".html", ".htm", ".xml"] as const;

const noUrl = (): string => t("reason.noUrlInIt");

/** Only a list at the top level counts: a .txt deep in a folder of photos is not a list of URLs. */
export const isListFile = ({ file, path }: { file: File; path: string }): boolean =>
  LIST_EXTENSIONS.some((extension) => file.name.toLowerCase().endsWith(extension)) &&
  !path.replace(/^\.?\//, "").includes("/");

export async function readListFile(file: File, limits: Limits): Promise<ListFile> {
  const { name } = file;
  if (/\.(txt|md)$/i.test(name)) {
    const text = await textOf(file);
    const hasUrls = urlsFromText(text, limits).urls.length > 0;
    return { name, text, problem: hasUrls ? undefined : noUrl(), skipped: [] };
  }
  if (/\.(json|html?|xml)$/i.test(name))
    return listOf(name, urlsFromText(withoutEscapes(await textOf(file)), limits).urls);
  const isWorkbook = /\.xlsx$/i.test(name);
  const records = await (isWorkbook ? readWorkbook(file) : readCsv(file)).catch(() => undefined);
  if (records === undefined)
    return { name, text: "", problem: t(isWorkbook ? "reason.badExcel" : "reason.badCsv"), skipped: [] };
  const { urls, skipped } = urlsFromTable(records, limits);
  return listOf(name, urls, skipped);
}

const listOf = (name: string, urls: readonly string[], skipped: readonly SkippedFile[] = []): ListFile => ({
  name,
  text: urls.join("\n"),
  problem: urls.length > 0 ? undefined : noUrl(),
  skipped,
});

/** Addresses as they are: JSON may write `\/`, markup `&amp;`. */
const withoutEscapes = (text: string): string => text.replaceAll("\\/", "/").replaceAll("&amp;", "&");

const textOf = async (file: File): Promise<string> => decodeText(new Uint8Array(await file.arrayBuffer()));

// Most batches need neither parser: each is loaded on first use.
async function readCsv(file: File): Promise<CsvRecord[]> {
  const { parseCsvRecords } = await import("./csv-records.ts");
  return parseCsvRecords(await textOf(file));
}

async function readWorkbook(file: File): Promise<CsvRecord[]> {
  const { parseWorkbook } = await import("./workbook-records.ts");
  return parseWorkbook(file);
}
