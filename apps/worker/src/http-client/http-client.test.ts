import { createServer } from "node:http";
import type { Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { FetchError, toFetchError } from "./fetch-error.ts";
import { openHttpClient } from "./http-client.ts";
import type { HttpClient } from "./http-client.ts";

let server: Server;
let origin: string;
let client: HttpClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/silent") return;
    let body = "";
    request
      .on("data", (part: Buffer) => (body += part.toString()))
      .on("end", () => {
        response.end(`${request.method} ${request.headers["user-agent"]} ${body}`);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => client.close());
afterAll(() => server.closeAllConnections() ?? new Promise((resolve) => server.close(resolve)));

const signal = (ms = 5_000): AbortSignal => AbortSignal.timeout(ms);

test("a request reaches an allowed network", async () => {
  client = openHttpClient("127.0.0.0/8");
  const options = { method: "POST" as const, headers: {}, body: "hello", signal: signal() };
  const { statusCode, body } = await client.request(client.check(`${origin}/`), options);
  expect([statusCode, await text(body)]).toEqual([200, "POST Symphony hello"]);
});

/** Sends a response and closes the connection, as servers of HTTP/1.0 do; most of it is waiting when it is read. */
const CLOSING: ReadonlyArray<[how: string, head: (bytes: number) => string]> = [
  ["with a length", (bytes) => `HTTP/1.0 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`],
  ["that closes", (bytes) => `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${bytes}\r\n\r\n`],
  ["that closes unasked", (bytes) => `HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`],
  ["up to its end", () => "HTTP/1.0 200 OK\r\n\r\n"],
];
test.each(CLOSING)("a response %s is read whole, however slowly", async (_how, head) => {
  for (const bytes of [1_000, 65_536, 65_537, 1_000_000]) {
    const closing = createTcpServer((socket) => {
      socket
        .on("error", () => undefined)
        .once("data", () => {
          socket.write(head(bytes));
          socket.end(Buffer.alloc(bytes, 1));
        });
    });
    await new Promise<void>((resolve) => closing.listen(0, "127.0.0.1", resolve));
    client = openHttpClient("127.0.0.0/8");
    const url = `http://127.0.0.1:${(closing.address() as AddressInfo).port}/`;
    const { body } = await client.request(new URL(url), { headers: {}, signal: signal() });
    await sleep(20);
    let read = 0;
    for await (const part of body) {
      read += (part as Buffer).length;
      await sleep(1);
    }
    expect([bytes, read]).toEqual([bytes, bytes]);
    await client.close();
    closing.close();
  }
});

/** Counts the connections and bytes that reach a server. */
async function countingServer(
  respond: (socket: Socket) => void = () => undefined,
): Promise<{ port: number; connections: number; bytes: number; close(): void }> {
  const counting = createTcpServer((socket) => {
    seen.connections += 1;
    socket
      .on("error", () => undefined)
      .on("data", (part) => {
        seen.bytes += part.length;
        respond(socket);
      });
  });
  await new Promise<void>((resolve) => counting.listen(0, "127.0.0.1", resolve));
  const { port } = counting.address() as AddressInfo;
  const seen = { port, connections: 0, bytes: 0, close: () => void counting.close() };
  return seen;
}

test.each(["http", "https"])("nothing is sent by %s to an address that is not allowed", async (protocol) => {
  const blocked = await countingServer();
  client = openHttpClient("");
  // Past `check`, which refuses the address.
  const request = client.request(new URL(`${protocol}://127.0.0.1:${blocked.port}/`), {
    headers: {},
    signal: signal(),
  });
  await expect(request).rejects.toMatchObject({ category: "url_blocked" });
  await sleep(50);
  expect(blocked.bytes).toBe(0);
  blocked.close();
});

test("responses that are discarded leave their connection to the next request", async () => {
  const redirecting = await countingServer((socket) => {
    socket.write("HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n");
  });
  client = openHttpClient("127.0.0.0/8");
  for (let i = 0; i < 5; i += 1) {
    const url = new URL(`http://127.0.0.1:${redirecting.port}/`);
    (await client.request(url, { headers: {}, signal: signal() })).discard();
    await sleep(5);
  }
  expect(redirecting.connections).toBe(1);
  await client.close();
  redirecting.close();
});

test("a request that waits for a connection ends at its limit", async () => {
  const silent = await countingServer();
  client = openHttpClient("127.0.0.0/8");
  const url = new URL(`http://127.0.0.1:${silent.port}/`);
  const ahead = Array.from({ length: 4 }, () => client.request(url, { headers: {}, signal: signal(2_000) }));
  const began = performance.now();
  await expect(client.request(url, { headers: {}, signal: signal(100) })).rejects.toMatchObject({
    category: "url_timeout",
  });
  // Those ahead of it have not ended.
  expect(performance.now() - began).toBeLessThan(1_500);
  await Promise.allSettled(ahead);
  silent.close();
});

test.each([
  ["shorter than its length", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort", "reads"],
  ["in another protocol", "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", "requests"],
])("a response %s fails at once", async (_how, head, at) => {
  const closing = createTcpServer((socket) => {
    socket.on("error", () => undefined).once("data", () => socket.end(head));
  });
  await new Promise<void>((resolve) => closing.listen(0, "127.0.0.1", resolve));
  client = openHttpClient("127.0.0.0/8");
  const url = new URL(`http://127.0.0.1:${(closing.address() as AddressInfo).port}/`);
  const response = client.request(url, { headers: {}, signal: signal() });
  const failed = at === "reads" ? response.then(({ body }) => text(body)) : response;
  await expect(failed).rejects.toThrow(at === "reads" ? "aborted" : "closed the connection");
  closing.close();
});

test("a relative URL belongs to its base", () => {
  client = openHttpClient("");
  expect(client.check("/b?c", new URL("https://example.com/a")).href).toBe("https://example.com/b?c");
});

describe("is refused with a category:", () => {
  test.each([
    ["text", "invalid_url"],
    ["ftp://example.com/", "invalid_url"],
    ["http://user@example.com/", "invalid_url"],
    ["http://127.0.0.1/", "url_blocked"],
    ["http://[::1]/", "url_blocked"],
    ["http://example.com:25/", "url_blocked"],
  ])("%s: %s", (url, category) => {
    client = openHttpClient("");
    expect(() => client.check(url)).toThrow(expect.objectContaining({ name: "FetchError", category }));
  });
});

describe("a request fails with a FetchError", () => {
  const failure = async (url: string, limitMs?: number): Promise<unknown> =>
    client.request(new URL(url), { headers: {}, signal: signal(limitMs) }).catch((error: unknown) => error);

  test("when the name has a private address", async () => {
    client = openHttpClient("");
    expect(await failure(`http://localhost:${new URL(origin).port}/`)).toMatchObject({
      name: "FetchError",
      category: "url_blocked",
      transient: false,
    });
  });

  test("when the server does not respond within the limit", async () => {
    client = openHttpClient("127.0.0.0/8");
    expect(await failure(`${origin}/silent`, 200)).toMatchObject({ category: "url_timeout", transient: true });
  });

  test("when nothing listens on the port", async () => {
    client = openHttpClient("127.0.0.0/8");
    expect(await failure("http://127.0.0.1:1/")).toMatchObject({ category: "url_unreachable", transient: true });
  });
});

describe("an error of the network", () => {
  beforeAll(() => {
    client = openHttpClient("");
  });

  test.each([
    ["ENOTFOUND", { category: "url_unreachable", transient: false }],
    ["CERT_HAS_EXPIRED", { category: "url_unreachable", transient: false }],
    ["ETIMEDOUT", { category: "url_timeout", transient: true }],
    ["ENOSPC", { category: "internal", transient: true }],
    ["ECONNRESET", { category: "url_unreachable", transient: true }],
  ])("%s is recognised inside other errors", (code, expected) => {
    const cause = Object.assign(new Error("inner"), { code });
    const error = new AggregateError([new Error("outer", { cause })]);
    expect(toFetchError(error, false)).toMatchObject({ ...expected, cause: error });
  });

  test("that is a FetchError already stays the same", () => {
    const error = new FetchError("url_not_found", "There is no image.");
    expect(toFetchError(error, true)).toBe(error);
  });
});
