import * as http from "node:http";
import type { IncomingMessage } from "node:http";
import * as https from "node:https";
import type { Socket } from "node:net";
import { BlockedAddressError, createAddressGuard } from "./address-guard.ts";
import type { AddressGuard } from "./address-guard.ts";
import { checkUrl } from "./check-url.ts";
import { toFetchError } from "./fetch-error.ts";

/** Longest time to connect. A server that accepted the connection has all the time of the request. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Connections to one host: workers must not overload the server of a web shop. */
const CONNECTIONS_PER_HOST = 4;
/** How long a connection is kept for the next request, unless the server says a shorter time. */
const KEEP_ALIVE_MS = 4_000;
/** Longest body that is read to its end for the sake of its connection. */
const DISCARDED_MAX_BYTES = 16 * 1024;
/** Bytes of response headers. */
const HEADERS_MAX_BYTES = 16 * 1024;

export interface RequestOptions {
  method?: "GET" | "HEAD" | "POST";
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

export interface HttpResponse {
  statusCode: number;
  headers: IncomingMessage["headers"];
  body: IncomingMessage;
  /** Ends a response whose body is of no use. Its connection serves the next request where little is left of it. */
  discard(): void;
}

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
   * Sends a request. The caller reads the body to its end, destroys or discards it.
   *
   * @param url one returned by `check`
   * @throws {FetchError}
   */
  request(url: URL, options: RequestOptions): Promise<HttpResponse>;
  close(): Promise<void>;
}

/**
 * Opens a client that uses `node:http`. undici ends the process where a server closes a connection whose response is
 * still waiting to be read (nodejs/undici#5360; corrected for Node 22 and later only).
 *
 * @param allowCidrs private networks to allow, comma separated
 * @throws when one of them is not in CIDR notation
 */
export function openHttpClient(allowCidrs: string): HttpClient {
  const guard = createAddressGuard(allowCidrs);
  const options = {
    keepAlive: true,
    // Of an idle connection; one in use is ended by the signal of its request alone.
    timeout: KEEP_ALIVE_MS,
    maxSockets: CONNECTIONS_PER_HOST,
    lookup: guard.lookup as never,
  };
  const plain = guarded(new http.Agent(options), guard, "connect");
  const secure = guarded(new https.Agent(options), guard, "secureConnect");
  return {
    check: (text, base) => checkUrl(text, guard, base),
    async request(url, { body, signal, ...more }) {
      try {
        signal.throwIfAborted();
        const headers = { "user-agent": "Symphony", ...more.headers };
        const request = { ...more, headers, signal, maxHeaderSize: HEADERS_MAX_BYTES };
        const outgoing =
          url.protocol === "https:"
            ? https.request(url, { ...request, agent: secure })
            : http.request(url, { ...request, agent: plain });
        return await responseOf(outgoing, body, signal);
      } catch (error) {
        throw toFetchError(error, signal.aborted);
      }
    },
    async close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

async function responseOf(
  request: http.ClientRequest,
  body: string | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve).on("error", reject);
    // Without an error where the server wants to speak another protocol.
    request.once("close", () => reject(new Error("closed without a response")));
    // A request that waits for a connection reports nothing.
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abort);
    for (const event of ["response", "close"]) request.once(event, () => signal.removeEventListener("abort", abort));
    request.end(body);
  });
  // A reader of the body is told then; until there is one, nobody listens.
  response.on("error", () => undefined);
  const { statusCode = 0, headers } = response;
  const isShort = request.method === "HEAD" || Number(headers["content-length"]) <= DISCARDED_MAX_BYTES;
  const discard = (): void => void (isShort ? response.resume() : response.destroy());
  return { statusCode, headers, body: response, discard };
}

/**
 * Connects only to allowed addresses, checked in the DNS lookup and once more on the connected socket, before anything
 * is sent.
 *
 * @param connected the event after which a request is sent
 */
function guarded<A extends http.Agent>(agent: A, guard: AddressGuard, connected: "connect" | "secureConnect"): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Socket;
    const timer = setTimeout(() => socket.destroy(connectTimeout()), CONNECT_TIMEOUT_MS);
    for (const event of [connected, "close"]) socket.once(event, () => clearTimeout(timer));
    // First of all: a handshake would begin, or the request be sent.
    socket.prependOnceListener("connect", () => {
      const address = socket.remoteAddress ?? "";
      if (!guard.allows(address)) socket.destroy(new BlockedAddressError(address));
    });
    return socket;
  };
  return agent;
}

const connectTimeout = (): Error => Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" });
