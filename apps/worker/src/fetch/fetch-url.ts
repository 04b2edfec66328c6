import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { FetchError, toFetchError } from "../http-client/fetch-error.ts";
import { openHttpClient } from "../http-client/http-client.ts";
import type { HttpClient, HttpResponse } from "../http-client/http-client.ts";
import { statusError } from "./status-error.ts";

const REDIRECTS_MAX = 3;
const HEADERS = { accept: "image/*,*/*;q=0.5", "accept-encoding": "identity" };

export interface FetchLimits {
  maxBytes: number;
  /** For the whole fetch, from the DNS lookup to the last byte, redirects included. */
  timeoutMs: number;
  /** Private networks to allow, comma separated CIDRs. */
  allowCidrs: string;
}

export interface UrlFetcher {
  /** Streams the response of a URL into a new file. @throws {FetchError} */
  fetch(url: string, path: string): Promise<void>;
  close(): Promise<void>;
}

/** Fetches images from URLs of users with the SSRF-safe client. */
export function openUrlFetcher(limits: FetchLimits): UrlFetcher {
  const client = openHttpClient(limits.allowCidrs);
  return {
    async fetch(url, path) {
      const signal = AbortSignal.timeout(limits.timeoutMs);
      try {
        const body = await followRedirects(url, client, signal);
        await pipeline(body, limitBytes(limits.maxBytes), createWriteStream(path, { flags: "wx" }), { signal });
      } catch (error) {
        throw toFetchError(error, signal.aborted);
      }
    },
    close: () => client.close(),
  };
}

/** The body at the end of a chain of redirects. Each location is checked like the first URL. */
async function followRedirects(text: string, client: HttpClient, signal: AbortSignal): Promise<HttpResponse["body"]> {
  let url = client.check(text);
  for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
    const { statusCode, headers, body } = await client.request(url, { headers: HEADERS, signal });
    if (statusCode >= 200 && statusCode < 300) return body;
    body.on("error", () => undefined).destroy();
    const { location } = headers;
    if (statusCode < 300 || statusCode >= 400 || typeof location !== "string") throw statusError(statusCode);
    url = client.check(location, url);
  }
  throw new FetchError("url_too_many_redirects", `The address redirects more than ${REDIRECTS_MAX} times.`);
}

function limitBytes(maxBytes: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (source) {
    let size = 0;
    for await (const part of source) {
      size += part.length;
      if (size > maxBytes) throw new FetchError("file_too_large", `The file is larger than ${maxBytes} bytes.`);
      yield part;
    }
  };
}
