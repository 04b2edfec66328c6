import { Agent, createServer, request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { pipeline } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";

const BUSY =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/** What happens to requests on their way. Shares are of 1. */
export interface Weather {
  delayMs: number;
  /** Refused with 503, before the server sees them. */
  busy: number;
  /** Carried out, and then the connection is cut instead of a response. */
  lost: number;
}

/** A network and a load of others between processes and an S3 server. */
export interface StoreProxy {
  endpoint: string;
  weather: Weather;
  counts: { requests: number; bytes: number; ms: number };
  /** Cuts every connection there is. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts a proxy in front of the server at `target`. */
export async function startStoreProxy(
  target: string,
  address = "127.0.0.1",
  random: () => number = Math.random,
): Promise<StoreProxy> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const weather: Weather = { delayMs: 0, busy: 0, lost: 0 };
  const counts = { requests: 0, bytes: 0, ms: 0 };

  async function carry(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const begun = performance.now();
    counts.requests += 1;
    counts.bytes += Number(incoming.headers["content-length"] ?? 0);
    response.once("close", () => (counts.ms += performance.now() - begun));
    await pause(weather.delayMs);
    if (random() < weather.busy) {
      incoming.resume();
      response.writeHead(503, { "content-type": "application/xml" }).end(BUSY);
      return;
    }
    // The host stays as it was signed.
    const { expect: _continued, ...headers } = incoming.headers;
    const options = { hostname, port, agent, headers, method: incoming.method, path: incoming.url };
    const outgoing = request(options, (upstream) => {
      counts.bytes += Number(upstream.headers["content-length"] ?? 0);
      if (random() < weather.lost) {
        upstream.resume();
        response.destroy();
        return;
      }
      response.writeHead(upstream.statusCode ?? 502, upstream.headers);
      pipeline(upstream, response, () => undefined);
    });
    pipeline(incoming, outgoing, (error) => error && response.destroy());
  }

  const server = createServer((incoming, response) => void carry(incoming, response));
  server.listen(0, address);
  await once(server, "listening");
  return {
    endpoint: `http://${address}:${(server.address() as AddressInfo).port}`,
    weather,
    counts,
    cut: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      agent.destroy();
    },
  };
}
