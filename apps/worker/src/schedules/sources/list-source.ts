import pLimit from "p-limit";
import type { ScheduleSource } from "@symphony/contract";
import type { SourceBuckets } from "@symphony/service";
import type { UrlFetcher, UrlProber } from "../../fetch/fetch-url.ts";
import { SourceError } from "../source-error.ts";
import type { ListedImage } from "../snapshot.ts";
import { listBucket } from "./list-bucket.ts";
import { listSitemap } from "./list-sitemap.ts";
import type { SitemapReader } from "./list-sitemap.ts";

/** Addresses that are asked whether they changed, at once: few, because a shop has them all on one server. */
const PROBES_AT_ONCE = 4;
/** Addresses that wait for their turn at once. */
const PROBES_PER_SLICE = 100;

export interface SourceLister {
  buckets: SourceBuckets;
  /** For sitemaps, and for asking whether an image changed. */
  web: UrlFetcher & UrlProber;
  scratch: string;
  maxItems: number;
}

/**
 * Lists the images of a source.
 *
 * @throws {SourceError} where the source cannot be checked as it is, and what fetching throws
 */
export async function listSource(
  lister: SourceLister,
  source: ScheduleSource,
  signal: AbortSignal,
): Promise<ListedImage[]> {
  const { buckets, maxItems } = lister;
  const images = new Map<string, ListedImage>();
  const add = (image: ListedImage): void => {
    images.set(image.address, image);
    if (images.size > maxItems)
      throw new SourceError(`The source has more than ${maxItems} images; divide it among several schedules.`);
  };
  if (source.kind === "bucket") {
    for await (const image of listBucket(buckets, source.address, maxItems, signal)) add(image);
    return [...images.values()];
  }
  const addresses = source.kind === "urls" ? source.urls : listSitemap(source.url, readerOf(lister, signal));
  for await (const address of addresses) add({ address, validator: undefined });
  return probeAll(lister.web, [...images.keys()], signal);
}

const readerOf = ({ web: fetcher, scratch, maxItems }: SourceLister, signal: AbortSignal): SitemapReader => ({
  fetcher,
  scratch,
  maxItems,
  signal,
});

/** Asks for each address what tells its content; one that does not say is checked again every time. */
async function probeAll(web: UrlProber, addresses: readonly string[], signal: AbortSignal): Promise<ListedImage[]> {
  const limit = pLimit(PROBES_AT_ONCE);
  const probed: ListedImage[] = [];
  for (let from = 0; from < addresses.length; from += PROBES_PER_SLICE) {
    signal.throwIfAborted();
    const some = addresses
      .slice(from, from + PROBES_PER_SLICE)
      .map((address) =>
        limit(async () => ({ address, validator: await web.validatorOf(address).catch(() => undefined) })),
      );
    probed.push(...(await Promise.all(some)));
  }
  return probed;
}
