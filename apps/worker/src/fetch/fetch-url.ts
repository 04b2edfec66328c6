import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DeferredError } from "../http-client/deferred-error.ts";
import { FetchError, toFetchError } from "../http-client/fetch-error.ts";
import { createHostHealth } from "../http-client/host-health.ts";
import type { HostHealth } from "../http-client/host-health.ts";
import { openHttpClient } from "../http-client/http-client.ts";
import type { HttpClient, HttpResponse } from "../http-client/http-client.ts";
import { decompress } from "./decompress.ts";
import { extraHeaders } from "./extra-headers.ts";
import type { HeadersByHost } from "./extra-headers.ts";
import { limitBytes } from "./limit-bytes.ts";
import { retryAfterMs } from "./retry-after.ts";
import { statusError } from "./status-error.ts";
import { refuseWebPage } from "./web-page.ts";

/** As many as image hosts and short links need together. */
const REDIRECTS_MAX = 10;
const HEADERS = { accept: "image/*,*/*;q=0.5", "accept-encoding": "identity" };
/** Requests in a row without a response that pause a host. */
const HOST_FAILURES_MAX = 20;

export interface FetchLimits {
  maxBytes: number;
  /** For the whole fetch, from the DNS lookup to the last byte, redirects included. */
  timeoutMs: number;
  /** Private networks to allow, comma separated CIDRs. */
  allowCidrs: string;
  userAgent: string;
  headersByHost: HeadersByHost;
  /** Longest time that a host is waited for because it asks for it (`Retry-After`). */
  retryAfterMaxMs: number;
}

export interface UrlFetcher {
  /**
   * Streams the response of a URL into a new file.
   *
   * @throws {FetchError} @throws {DeferredError} when the host asks for time
   */
  fetch(url: string, path: string): Promise<void>;
  close(): Promise<void>;
}

export interface UrlProber {
  /**
   * What tells one content of a URL from another, without fetching it; undefined where the server does not say.
   *
   * @throws {FetchError} @throws {DeferredError} when the host asks for time
   */
  validatorOf(url: string): Promise<string | undefined>;
}

/** Fetches images from URLs of users with the SSRF-safe client. */
export function openUrlFetcher(limits: FetchLimits): UrlFetcher & UrlProber {
  const client = openHttpClient(limits.allowCidrs);
  const health = createHostHealth({
    failuresMax: HOST_FAILURES_MAX,
    retryAfterMaxMs: limits.retryAfterMaxMs,
    pausedMessage: `The server did not respond ${HOST_FAILURES_MAX} times in a row: it is paused for a minute, and this address was not requested.`,
  });
  return {
    async fetch(url, path) {
      const signal = AbortSignal.timeout(limits.timeoutMs);
      await followRedirects(url, { client, health, limits, signal }, async ({ body, headers }) => {
        const plain = limitBytes(limits.maxBytes, decompress(body, headers["content-encoding"]));
        const file = createWriteStream(path, { flags: "wx" });
        await pipeline(refuseWebPage(plain, headers["content-type"]), file, { signal });
      });
    },
    async validatorOf(url) {
      const signal = AbortSignal.timeout(limits.timeoutMs);
      let validator: string | undefined;
      const method = "HEAD";
      await followRedirects(url, { client, health, limits, signal, method }, async (response) => {
        response.discard();
        validator = validatorIn(response.headers);
      });
      return validator;
    },
    close: () => client.close(),
  };
}

function validatorIn(headers: HttpResponse["headers"]): string | undefined {
  const { etag, "last-modified": modified, "content-length": length } = headers;
  if (typeof etag === "string") return etag;
  return typeof modified === "string" ? `${modified} ${String(length)}` : undefined;
}

interface Hop {
  method?: "HEAD";
  client: HttpClient;
  health: HostHealth;
  limits: FetchLimits;
  signal: AbortSignal;
}

/** Reads the body at the end of a chain of redirects. Each location is checked like the first URL. */
async function followRedirects(
  text: string,
  context: Hop,
  read: (response: HttpResponse) => Promise<void>,
): Promise<void> {
  const first = context.client.check(text);
  let url = first;
  const hosts = new Set<string>();
  for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
    hosts.add(url.host);
    const location = await requestHop(url, first, context, read);
    // A redirect alone is no success: some hosts refuse by one, to a page that says so.
    if (location === undefined) return hosts.forEach((host) => context.health.delivered(host));
    url = context.client.check(location, url);
  }
  throw new FetchError("url_too_many_redirects", `The address redirects more than ${REDIRECTS_MAX} times.`);
}

/** @returns the location that the response redirects to; undefined when its body was read */
async function requestHop(
  url: URL,
  first: URL,
  { client, health, limits, signal, method }: Hop,
  read: (response: HttpResponse) => Promise<void>,
): Promise<string | undefined> {
  health.assertOpen(url.host);
  let response: HttpResponse | undefined;
  try {
    const headers = {
      ...HEADERS,
      "user-agent": limits.userAgent,
      ...extraHeaders(limits.headersByHost, url, first),
    };
    response = await client.request(url, { headers, signal, ...(method && { method }) });
    const location = await (isSuccess(response) ? read(response) : locationOf(response, url, health));
    health.responded(url.host);
    return location ?? undefined;
  } catch (error) {
    // A refused one was not read to its end.
    response?.discard();
    if (error instanceof DeferredError) throw error;
    const failure = toFetchError(error, signal.aborted);
    const isSilent =
      failure.category === "url_timeout" || (failure.category === "url_unreachable" && failure.transient);
    if (isSilent) health.failed(url.host);
    else if (failure.category !== "internal") health.responded(url.host);
    throw failure;
  }
}

const isSuccess = ({ statusCode }: HttpResponse): boolean => statusCode >= 200 && statusCode < 300;

/** @throws {FetchError} when the response is no redirect @throws {DeferredError} when the host asks for time */
function locationOf(response: HttpResponse, url: URL, health: HostHealth): string {
  response.discard();
  const { statusCode, headers } = response;
  const pause = retryAfterMs(statusCode, headers);
  if (pause !== undefined) health.postpone(url.host, pause);
  const { location } = headers;
  if (statusCode < 300 || statusCode >= 400 || typeof location !== "string") throw statusError(statusCode);
  return utf8Of(location);
}

/** Headers are read byte by byte as Latin-1; servers write addresses in UTF-8 nevertheless. */
function utf8Of(header: string): string {
  const text = Buffer.from(header, "latin1").toString("utf8");
  return text.includes("\ufffd") ? header : text;
}
