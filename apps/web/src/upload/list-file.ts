import type { LeftOut } from "../browser/recent-batches.ts";
import type { Limits } from "./limits.ts";
import { urlsFromCsv, urlsFromText } from "./url-list.ts";

/** A .txt or .csv file as the address box takes it. */
export interface ListFile {
  name: string;
  text: string;
  hasUrls: boolean;
  /** Rows that do not come into the box; lines of a .txt file all do, and are judged there. */
  leftOut: readonly LeftOut[];
}

/** Lists are only looked for beside each other: a .txt deep in a folder of photos is no list of addresses. */
export const isListFile = ({ file, path }: { file: File; path: string }): boolean =>
  /\.(txt|csv)$/i.test(file.name) && !path.replace(/^\.?\//, "").includes("/");

export async function readListFile(file: File, limits: Limits): Promise<ListFile> {
  const { name } = file;
  const text = await file.text();
  if (!/\.csv$/i.test(name)) return { name, text, hasUrls: urlsFromText(text, limits).urls.length > 0, leftOut: [] };
  const { urls, leftOut } = urlsFromCsv(text, limits);
  return { name, text: urls.join("\n"), hasUrls: urls.length > 0, leftOut };
}
