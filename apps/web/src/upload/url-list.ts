import { countOf } from "../browser/format.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import type { CsvRecord } from "./csv-records.ts";
import { DEFAULT_LIMITS, URL_MAX_LENGTH } from "./limits.ts";
import type { Limits } from "./limits.ts";

export interface UrlList {
  urls: readonly string[];
  skipped: readonly SkippedFile[];
}

/** Longer lines are shortened in the list of skipped lines. */
const SHOWN_MAX = 120;

/**
 * The URLs in a pasted text or a .txt file: one or several in a line, separated by spaces, commas or semicolons.
 */
export function urlsFromText(text: string, limits: Limits = DEFAULT_LIMITS): UrlList {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  // A URL may contain commas: a comma ends it only if another URL follows.
  return collect(
    lines.map((line) => ({
      line,
      candidates: line.split(/[\s"'<>]+|[,;](?=\s*(?:https?:|$))/i).filter((part) => part !== ""),
    })),
    limits,
  );
}

/** The URLs in any column of a .csv file; other cells and the header are ignored. */
export function urlsFromCsv(records: readonly CsvRecord[], limits: Limits = DEFAULT_LIMITS): UrlList {
  const lines = records.map(({ line, cells }) => ({ line, candidates: cells.filter(isWebUrl) }));
  return collect(
    lines.filter(({ candidates }, index) => index > 0 || candidates.length > 0),
    limits,
  );
}

/** Whether a pasted or dropped text contains a URL. */
export const containsUrl = (text: string): boolean => /https?:\/\//i.test(text);

const isWebUrl = (text: string): boolean => /^https?:\/\/./i.test(text) && URL.canParse(text);

function collect(lines: ReadonlyArray<{ line: string; candidates: string[] }>, { max_batch_items }: Limits): UrlList {
  const urls = new Set<string>();
  const skipped: SkippedFile[] = [];
  for (const { line, candidates } of lines) {
    const found = candidates.filter(isWebUrl);
    if (found.length === 0)
      skipped.push({ name: shorten(line), reason: "no web address: it does not start with http:// or https://" });
    for (const url of found) {
      const reason = reasonToSkip(url, urls, max_batch_items);
      if (reason === undefined) urls.add(url);
      else skipped.push({ name: shorten(url), reason });
    }
  }
  return { urls: [...urls], skipped };
}

function reasonToSkip(url: string, urls: ReadonlySet<string>, max: number): string | undefined {
  if (urls.has(url)) return "already in the list";
  if (url.length > URL_MAX_LENGTH) return `longer than ${URL_MAX_LENGTH} characters`;
  return urls.size >= max ? `a batch takes ${countOf(max, "address", "addresses")}` : undefined;
}

const shorten = (text: string): string => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
