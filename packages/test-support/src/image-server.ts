import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = (request: IncomingMessage, response: ServerResponse, asked: number) => void;

export interface ImageServer {
  url: string;
  /** Requests so far, by path. */
  asked: Map<string, number>;
  close(): Promise<void>;
}

/** A web server that answers each path as it is told, and 404 to the rest. */
export async function startImageServer(answers: Record<string, Answer>): Promise<ImageServer> {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    const count = (asked.get(path) ?? 0) + 1;
    asked.set(path, count);
    const answer = answers[path] ?? answers[`/${path.split("/")[1]}/*`];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends an image, after a while where one is given. */
export const image =
  (bytes: Uint8Array, delayMs = 0): Answer =>
  (_request, response) => {
    setTimeout(() => response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes), delayMs);
  };

export const status =
  (code: number): Answer =>
  (_request, response) =>
    void response.writeHead(code).end();

export const redirect =
  (location: string): Answer =>
  (_request, response) =>
    void response.writeHead(302, { location }).end();
