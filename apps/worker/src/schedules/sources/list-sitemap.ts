import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { limitBytes } from "../../fetch/limit-bytes.ts";
import type { UrlFetcher } from "../../fetch/fetch-url.ts";
import { SourceError } from "../source-error.ts";
import { parseSitemap } from "./parse-sitemap.ts";
import type { Sitemap } from "./parse-sitemap.ts";

/** What the protocol of sitemaps allows, unpacked. */
export const SITEMAP_MAX_BYTES = 50 * 1024 * 1024;
/** Sitemaps of one shop; the protocol allows 50,000 in an index, and each has up to 50,000 addresses. */
const SITEMAPS_MAX = 1_000;
/** An index names sitemaps, and some shops name another index in it. */
const DEPTH_MAX = 3;

export interface SitemapReader {
  fetcher: UrlFetcher;
  /** A folder for one sitemap at a time. */
  scratch: string;
  maxItems: number;
  signal: AbortSignal;
}

/** The addresses of all images in a sitemap and in those that it names. */
export async function* listSitemap(address: string, reader: SitemapReader): AsyncGenerator<string> {
  const seen = new Set([address]);
  let level = [address];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) throw new SourceError(`The sitemap nests more than ${DEPTH_MAX} levels.`);
    const next: string[] = [];
    for (const each of level) {
      reader.signal.throwIfAborted();
      const { images, sitemaps } = await readSitemap(each, reader);
      yield* images;
      next.push(...sitemaps.filter((sitemap) => !seen.has(sitemap)));
      for (const sitemap of sitemaps) seen.add(sitemap);
      if (seen.size > SITEMAPS_MAX) throw new SourceError(`The sitemap names more than ${SITEMAPS_MAX} sitemaps.`);
    }
    level = next;
  }
}

async function readSitemap(address: string, { fetcher, scratch, maxItems }: SitemapReader): Promise<Sitemap> {
  const path = join(scratch, `sitemap-${randomUUID()}`);
  try {
    await fetcher.fetch(address, path);
    return await parseSitemap(await unpacked(path), maxItems);
  } catch (error) {
    if (isDamaged(error)) throw new SourceError("The sitemap is damaged: it cannot be unpacked.", { cause: error });
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}

/** By its first bytes: servers name the packed ones in many ways. */
async function unpacked(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await open(path);
  const { buffer: first } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
  const bytes = createReadStream(path);
  if (first.readUInt16BE() !== 0x1f8b) return bytes;
  const plain = createGunzip();
  bytes.on("error", (error) => plain.destroy(error)).pipe(plain);
  return limitBytes(SITEMAP_MAX_BYTES, plain);
}

const isDamaged = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
