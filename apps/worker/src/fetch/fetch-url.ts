import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { ItemError } from "../item-error.ts";
import { explainFailure, explainStatus } from "./failures.ts";
import { openHttpClient } from "../http-client/http-client.ts";
import type { HttpClient } from "../http-client/http-client.ts";

const REDIRECTS_MAX = 3;
const HEADERS = { accept: "image/*,*/*;q=0.5", "accept-encoding": "identity" };

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
  const web = openHttpClient(limits.allowCidrs);
  return {
    async fetch(text, path) {
      const signal = AbortSignal.timeout(limits.timeoutMs);
      try {
        const body = await follow(text, web, signal);
        await pipeline(body, capped(limits.maxBytes), createWriteStream(path, { flags: "wx" }), { signal });
      } catch (error) {
        throw error instanceof ItemError ? error : explainFailure(error, signal.aborted);
      }
    },
    close: () => web.close(),
  };
}

type Body = Awaited<ReturnType<HttpClient["ask"]>>["body"];

/** The body at the end of a chain of redirects, each of which is checked like the first address. */
async function follow(text: string, web: HttpClient, signal: AbortSignal): Promise<Body> {
  let url = web.check(text);
  for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
    const answer = await web.ask(url, { headers: HEADERS, signal });
    const location = answer.headers["location"];
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === "string") {
      answer.body.on("error", () => undefined).destroy();
      url = web.check(location, url);
      continue;
    }
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.body;
    answer.body.on("error", () => undefined).destroy();
    throw explainStatus(answer.statusCode);
  }
  throw new ItemError("url_too_many_redirects", `The address leads on more than ${REDIRECTS_MAX} times.`);
}

function capped(maxBytes: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (source) {
    let size = 0;
    for await (const part of source) {
      size += part.length;
      if (size > maxBytes) throw new ItemError("file_too_large", `The file is larger than ${maxBytes} bytes.`);
      yield part;
    }
  };
}
