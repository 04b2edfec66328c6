import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createS3Requests, ObjectStorageError } from "@symphony/object-storage";
import type { Requests } from "@symphony/object-storage";
import { parseBucketAddress } from "@symphony/service";
import type { SourceBuckets } from "@symphony/service";
import { FetchError, toFetchError } from "../http-client/fetch-error.ts";
import { createHostHealth } from "../http-client/host-health.ts";
import type { UrlFetcher } from "./fetch-url.ts";
import { limitBytes } from "./limit-bytes.ts";
import { refuseWebPage } from "./web-page.ts";

/** Objects in a row that a store did not give, before it is paused. */
const FAILURES_MAX = 20;

/** Fetches objects of the buckets that this installation was given, with the limits of other addresses. */
export function openObjectFetcher(buckets: SourceBuckets, limits: { maxBytes: number; timeoutMs: number }): UrlFetcher {
  const requests = new Map<string, Requests>();
  const health = createHostHealth({
    failuresMax: FAILURES_MAX,
    retryAfterMaxMs: 0,
    pausedMessage: `The object store did not respond ${FAILURES_MAX} times in a row: it is paused for a minute, and this object was not requested.`,
  });
  const find = (address: string): { name: string; key: string; store: Requests } => {
    const { name = "", key = "" } = parseBucketAddress(address) ?? {};
    const bucket = buckets.get(name);
    if (bucket === undefined)
      throw new FetchError("url_blocked", `This installation was given no bucket by the name ${name.slice(0, 63)}.`);
    const store = requests.get(name) ?? createS3Requests(bucket.settings);
    requests.set(name, store);
    return { name, key: bucket.prefix + key, store };
  };
  return {
    async fetch(address, path) {
      const { name, key, store } = find(address);
      health.assertOpen(name);
      const signal = AbortSignal.timeout(limits.timeoutMs);
      try {
        await copy(store, key, path, limits.maxBytes, signal);
        health.responded(name);
      } catch (error) {
        const failure = failureOf(error, signal.aborted);
        if (failure.category === "url_unreachable" || failure.category === "url_timeout") health.failed(name);
        else health.responded(name);
        throw failure;
      }
    },
    async close() {
      for (const each of requests.values()) each.close();
    },
  };
}

async function copy(store: Requests, key: string, path: string, maxBytes: number, signal: AbortSignal): Promise<void> {
  const getting = store.get(key);
  const object = await Promise.race([getting, aborted(signal)]).catch((error: unknown) => {
    // What comes too late is not read.
    void getting.then((late) => late?.stream.destroy()).catch(() => undefined);
    throw error;
  });
  if (object === undefined) throw new FetchError("url_not_found", "The object is not in the bucket.");
  const { stream, contentType } = object;
  const plain = limitBytes(maxBytes, stream as AsyncIterable<Buffer>);
  await pipeline(refuseWebPage(plain, contentType), createWriteStream(path, { flags: "wx" }), { signal });
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));

function failureOf(error: unknown, timedOut: boolean): FetchError {
  if (!(error instanceof ObjectStorageError)) return toFetchError(error, timedOut);
  const options = { transient: true, cause: error };
  if (timedOut) return new FetchError("url_timeout", "The object store did not respond in time.", options);
  if (error.code === "unavailable")
    return new FetchError("url_unreachable", "The object store cannot be used at the moment.", options);
  if (error.code === "missing") return new FetchError("url_not_found", "The object is not in the bucket.");
  // Keys expire and are replaced: another attempt, or a retry of the batch, may have the new ones.
  if (error.code === "denied")
    return new FetchError("url_http_error", "The object store refuses the credentials for this bucket.", options);
  return new FetchError("url_http_error", "The object store cannot give this object.", { cause: error });
}
