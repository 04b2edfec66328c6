import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** @param count how many requests of this path there were, this one included */
export type Responder = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface ImageServer {
  url: string;
  /** Number of requests so far, by path. */
  requests: Map<string, number>;
  close(): Promise<void>;
}

/** A web server with one responder for each path, or for all paths below a folder (`/i/*`). Others are a 404. */
export async function startImageServer(
  responders: Record<string, Responder>,
  address = "127.0.0.1",
): Promise<ImageServer> {
  const requests = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    const count = (requests.get(path) ?? 0) + 1;
    requests.set(path, count);
    const respond = responders[path] ?? responders[`/${path.split("/")[1]}/*`];
    if (respond === undefined) response.writeHead(404).end();
    else respond(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends an image, after a delay where one is given. */
export const image =
  (bytes: Uint8Array, delayMs = 0): Responder =>
  (_request, response) => {
    setTimeout(() => response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes), delayMs);
  };

export const status =
  (code: number): Responder =>
  (_request, response) =>
    void response.writeHead(code).end();

export const redirect =
  (location: string): Responder =>
  (_request, response) =>
    void response.writeHead(302, { location }).end();
