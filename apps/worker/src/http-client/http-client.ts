import { Agent, buildConnector, request } from "undici";
import type { Dispatcher } from "undici";
import { ItemError } from "../item-error.ts";
import { BlockedAddressError, createAddressGuard, literalAddress } from "./address-guard.ts";
import type { AddressGuard } from "./address-guard.ts";

/** Longest silence of a server, before and between bytes. */
const IDLE_TIMEOUT_MS = 10_000;
/** Connections to one host at once: a web shop's server is not to feel our workers. */
const CONNECTIONS_PER_HOST = 4;

export interface Ask {
  method?: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** Other people's servers, as far as they are on the open web. Redirects are the caller's to check and follow. */
export interface HttpClient {
  /** @throws {Unjudgeable} when it is no address of the open web */
  check(text: string, base?: URL): URL;
  /** @param url one that was checked */
  ask(url: URL, ask: Ask): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** @param allowCidrs private networks to allow, comma separated */
export function openHttpClient(allowCidrs: string): HttpClient {
  const guard = createAddressGuard(allowCidrs);
  const dispatcher = new Agent({
    connections: CONNECTIONS_PER_HOST,
    connect: guardedConnector(guard),
    headersTimeout: IDLE_TIMEOUT_MS,
    bodyTimeout: IDLE_TIMEOUT_MS,
    maxHeaderSize: 16 * 1024,
  });
  return {
    check: (text, base) => checkUrl(text, guard, base),
    ask: (url, { headers, ...rest }) =>
      request(url, { dispatcher, headers: { "user-agent": "Symphony", ...headers }, ...rest }),
    close: () => dispatcher.destroy(),
  };
}

/** @throws {Unjudgeable} when it is no address of the open web */
function checkUrl(text: string, guard: AddressGuard, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (url === undefined || url.hostname === "") throw new ItemError("invalid_url", "This is not a web address.");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new ItemError("invalid_url", "Only http and https addresses can be fetched.");
  if (url.username !== "" || url.password !== "")
    throw new ItemError("invalid_url", "An address must not carry a user name or password.");
  const literal = literalAddress(url);
  if (literal !== undefined && !guard.allows(literal))
    throw new ItemError("url_blocked", "The address is not a public one.");
  if (!guard.allowsPort(url)) throw new ItemError("url_blocked", `Port ${url.port} is not a port of the web.`);
  return url;
}

/** Connects only to allowed addresses: checked in the look-up, and once more on the socket itself. */
function guardedConnector(guard: AddressGuard): buildConnector.connector {
  const connect = buildConnector({ lookup: guard.lookup as never, timeout: IDLE_TIMEOUT_MS });
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
