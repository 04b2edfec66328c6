import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Agent, buildConnector, request } from "undici";
import type { Dispatcher } from "undici";
import { Unjudgeable } from "../unjudgeable.ts";
import { BlockedAddressError, createAddressGuard, literalAddress } from "./address-guard.ts";
import type { AddressGuard } from "./address-guard.ts";
import { explainFailure, explainStatus } from "./failures.ts";

const REDIRECTS_MAX = 3;
/** Longest silence of a server, before and between bytes. */
const IDLE_TIMEOUT_MS = 10_000;
/** Connections to one host at once: a web shop's server is not to feel our workers. */
const CONNECTIONS_PER_HOST = 4;

export interface FetchLimits {
  maxBytes: number;
  /** For everything from the first look-up to the last byte. */
  timeoutMs: number;
  /** Private networks to allow, comma separated CIDRs. */
  allowCidrs: string;
}

export interface UrlFetcher {
  /** Streams what a URL gives into a new file. @throws {Unjudgeable} */
  fetch(url: string, path: string): Promise<void>;
  close(): Promise<void>;
}

/** Fetches images from the open web, and from nowhere else. */
export function openUrlFetcher(limits: FetchLimits): UrlFetcher {
  const guard = createAddressGuard(limits.allowCidrs);
  const agent = new Agent({
    connections: CONNECTIONS_PER_HOST,
    connect: guardedConnector(guard),
    headersTimeout: IDLE_TIMEOUT_MS,
    bodyTimeout: IDLE_TIMEOUT_MS,
    maxHeaderSize: 16 * 1024,
  });
  return {
    async fetch(text, path) {
      const signal = AbortSignal.timeout(limits.timeoutMs);
      try {
        const body = await follow(text, guard, agent, signal);
        await pipeline(body, capped(limits.maxBytes), createWriteStream(path, { flags: "wx" }), { signal });
      } catch (error) {
        throw error instanceof Unjudgeable ? error : explainFailure(error, signal.aborted);
      }
    },
    close: () => agent.destroy(),
  };
}

/** The body at the end of a chain of redirects, each of which is checked like the first address. */
async function follow(text: string, guard: AddressGuard, dispatcher: Dispatcher, signal: AbortSignal): Promise<Dispatcher.ResponseData["body"]> {
  let url = checkUrl(text, guard);
  for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
    const answer = await request(url, { dispatcher, signal, headers: { accept: "image/*,*/*;q=0.5", "accept-encoding": "identity", "user-agent": "Symphony" } });
    const location = answer.headers["location"];
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === "string") {
      answer.body.on("error", () => undefined).destroy();
      url = checkUrl(location, guard, url);
      continue;
    }
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.body;
    answer.body.on("error", () => undefined).destroy();
    throw explainStatus(answer.statusCode);
  }
  throw new Unjudgeable("url_too_many_redirects", `The address leads on more than ${REDIRECTS_MAX} times.`);
}

/** @throws {Unjudgeable} when it is no address of the open web */
function checkUrl(text: string, guard: AddressGuard, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (url === undefined || url.hostname === "") throw new Unjudgeable("invalid_url", "This is not a web address.");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new Unjudgeable("invalid_url", "Only http and https addresses can be fetched.");
  if (url.username !== "" || url.password !== "") throw new Unjudgeable("invalid_url", "An address must not carry a user name or password.");
  const literal = literalAddress(url);
  if (literal !== undefined && !guard.allows(literal)) throw new Unjudgeable("url_blocked", "The address is not a public one.");
  if (!guard.allowsPort(url)) throw new Unjudgeable("url_blocked", `Port ${url.port} is not a port of the web.`);
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

function capped(maxBytes: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (source) {
    let size = 0;
    for await (const part of source) {
      size += part.length;
      if (size > maxBytes) throw new Unjudgeable("file_too_large", `The file is larger than ${maxBytes} bytes.`);
      yield part;
    }
  };
}
