import { URL_MAX_LENGTH } from "@symphony/contract";
import { t, tn } from "../../browser/language/text.ts";
import type { SkippedFile } from "../../browser/recent-batches.ts";
import type { CsvRecord } from "./csv-records.ts";
import { findUrls } from "./find-urls.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import type { Limits } from "../limits.ts";

export interface UrlList {
  urls: readonly string[];
  skipped: readonly SkippedFile[];
}

interface Line {
  line: string;
  found: string[];
}

/** Longer lines are shortened in the list of skipped lines. */
const SHOWN_MAX = 120;

/** The URLs in a pasted text or a .txt file: one or several in a line, or inside its sentences. */
export function urlsFromText(text: string, limits: Limits = DEFAULT_LIMITS): UrlList {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return collect(
    lines.map((line) => ({ line, found: findUrls(line) })),
    limits,
  );
}

/** The URLs in any cell of a table; titles and column names above the first one are ignored. */
export function urlsFromTable(records: readonly CsvRecord[], limits: Limits = DEFAULT_LIMITS): UrlList {
  const lines = records.map(({ line, cells }) => ({ line, found: cells.flatMap(findUrls) }));
  const first = lines.findIndex(({ found }) => found.length > 0);
  return collect(first === -1 ? [] : lines.slice(first), limits);
}

function collect(lines: readonly Line[], { max_batch_items }: Limits): UrlList {
  const urls = new Set<string>();
  const skipped: SkippedFile[] = [];
  for (const { line, found } of lines) {
    if (found.length === 0) skipped.push({ name: shorten(line), reason: t("reason.noUrl") });
    for (const url of found) {
      const reason = reasonToSkip(url, urls, max_batch_items);
      if (reason === undefined) urls.add(url);
      else skipped.push({ name: shorten(url), reason });
    }
  }
  return { urls: [...urls], skipped };
}

function reasonToSkip(url: string, urls: ReadonlySet<string>, max: number): string | undefined {
  if (urls.has(url)) return t("reason.twice");
  if (url.length > URL_MAX_LENGTH) return t("reason.longUrl", { max: URL_MAX_LENGTH });
  return urls.size >= max ? tn("reason.urlsMax", max) : undefined;
}

const shorten = (text: string): string => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
