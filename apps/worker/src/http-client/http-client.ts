import { Agent, buildConnector, request } from "undici";
import type { Dispatcher } from "undici";
import { BlockedAddressError, createAddressGuard } from "./address-guard.ts";
import type { AddressGuard } from "./address-guard.ts";
import { checkUrl } from "./check-url.ts";
import { toFetchError } from "./fetch-error.ts";

/** Longest time to connect. A server that accepted the connection has all the time of the request. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Connections to one host: workers must not overload the server of a web shop. */
const CONNECTIONS_PER_HOST = 4;
/** Bytes of response headers; undici's own default. */
const HEADERS_MAX_BYTES = 16 * 1024;

export interface RequestOptions {
  method?: "GET" | "HEAD" | "POST";
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

export type HttpResponse = Dispatcher.ResponseData;

/**
 * An HTTP client for URLs from users. It connects only to public addresses, and to networks that the operator allows
 * (protection against server-side request forgery, SSRF). It does not follow redirects: the caller checks and follows.
 */
export interface HttpClient {
  /**
   * Parses a URL and checks what can be checked before the name is resolved.
   *
   * @param base the URL that a relative one belongs to
   * @throws {FetchError} `invalid_url` or `url_blocked`
   */
  check(text: string, base?: URL): URL;
  /**
   * Sends a request. The caller reads the body to its end or destroys it.
   *
   * @param url one returned by `check`
   * @throws {FetchError}
   */
  request(url: URL, options: RequestOptions): Promise<HttpResponse>;
  close(): Promise<void>;
}

/**
 * @param allowCidrs private networks to allow, comma separated
 * @throws when one of them is not in CIDR notation
 */
export function openHttpClient(allowCidrs: string): HttpClient {
  const guard = createAddressGuard(allowCidrs);
  const dispatcher = new Agent({
    connections: CONNECTIONS_PER_HOST,
    connect: guardedConnector(guard),
    // The signal of each request ends it in time.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: HEADERS_MAX_BYTES,
  });
  return {
    check: (text, base) => checkUrl(text, guard, base),
    async request(url, { headers, ...options }) {
      try {
        return await request(url, { dispatcher, headers: { "user-agent": "Symphony", ...headers }, ...options });
      } catch (error) {
        throw toFetchError(error, options.signal.aborted);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Connects only to allowed addresses: checked in the DNS lookup, and once more on the connected socket. */
function guardedConnector(guard: AddressGuard): buildConnector.connector {
  const connect = buildConnector({ lookup: guard.lookup as never, timeout: CONNECT_TIMEOUT_MS });
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error !== null || socket === null) return callback(error ?? new Error("no socket"), null);
      const address = socket.remoteAddress ?? "";
      if (guard.allows(address)) return callback(null, socket);
      socket.destroy();
      callback(new BlockedAddressError(address), null);
    });
  };
}
