import type { SourceBuckets } from "@symphony/service";
import { openObjectFetcher } from "./fetch-object.ts";
import { openUrlFetcher } from "./fetch-url.ts";
import type { FetchLimits, UrlFetcher } from "./fetch-url.ts";

/** Fetches web addresses, and objects of the buckets that this installation was given. */
export function openFetcher(limits: FetchLimits, buckets: SourceBuckets): UrlFetcher {
  const [web, objects] = [openUrlFetcher(limits), openObjectFetcher(buckets, limits)];
  return {
    fetch: (address, path) => (address.startsWith("s3://") ? objects : web).fetch(address, path),
    async close() {
      await Promise.all([web.close(), objects.close()]);
    },
  };
}
