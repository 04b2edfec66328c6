import { splitCells, splitRecords } from "../batch/csv-records.ts";
import { countOf } from "../browser/format.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import { DELIVERED_LIMITS, URL_MAX_LENGTH } from "./limits.ts";
import type { Limits } from "./limits.ts";

export interface UrlList {
  urls: readonly string[];
  leftOut: readonly LeftOut[];
}

/** Lines longer than this are shortened in the list of what was left out. */
const SHOWN_MAX = 120;

/** The web addresses of a pasted text or a .txt file: one a line, or several with spaces, commas or semicolons between. */
export function urlsFromText(text: string, limits: Limits = DELIVERED_LIMITS): UrlList {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  // An address may hold commas itself: one only ends there when another address follows.
  return collect(
    lines.map((line) => ({
      line,
      candidates: line.split(/[\s"'<>]+|[,;](?=\s*(?:https?:|$))/i).filter((part) => part !== ""),
    })),
    limits,
  );
}

/** The web addresses in any column of a .csv file; other cells are no concern, nor is a header. */
export function urlsFromCsv(text: string, limits: Limits = DELIVERED_LIMITS): UrlList {
  const records = splitRecords(text.replace(/^\ufeff/, "")).filter((record) => record.trim() !== "");
  const delimiter = [",", ";", "\t"].find((each) => records[0]?.includes(each)) ?? ",";
  const rows = records.map((line) => ({
    line,
    candidates: splitCells(line, delimiter)
      .map((cell) => cell.trim())
      .filter(isWebAddress),
  }));
  return collect(
    rows.filter(({ candidates }, index) => index > 0 || candidates.length > 0),
    limits,
  );
}

/** Whether a pasted or dropped text holds an address at all. */
export const holdsUrl = (text: string): boolean => /https?:\/\//i.test(text);

const isWebAddress = (text: string): boolean => /^https?:\/\/./i.test(text) && URL.canParse(text);

function collect(rows: ReadonlyArray<{ line: string; candidates: string[] }>, { max_batch_items }: Limits): UrlList {
  const urls = new Set<string>();
  const leftOut: LeftOut[] = [];
  for (const { line, candidates } of rows) {
    const found = candidates.filter(isWebAddress);
    if (found.length === 0)
      leftOut.push({ name: shorten(line), reason: "no web address: it starts with neither http:// nor https://" });
    for (const url of found) {
      const reason = reasonToLeaveOut(url, urls, max_batch_items);
      if (reason === undefined) urls.add(url);
      else leftOut.push({ name: shorten(url), reason });
    }
  }
  return { urls: [...urls], leftOut };
}

function reasonToLeaveOut(url: string, urls: ReadonlySet<string>, max: number): string | undefined {
  if (urls.has(url)) return "already in the list";
  if (url.length > URL_MAX_LENGTH) return `longer than ${URL_MAX_LENGTH} characters`;
  return urls.size >= max ? `a batch takes ${countOf(max, "address", "addresses")}` : undefined;
}

const shorten = (text: string): string => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
