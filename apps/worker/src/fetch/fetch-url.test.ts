import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openUrlFetcher } from "./fetch-url.ts";

const PAUSE_MS = 1_000;

let server: Server;
let origin: string;
let isBusy: boolean;
let web: ReturnType<typeof openUrlFetcher>;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/link") response.writeHead(302, { location: "/photo.jpg" }).end();
    else if (isBusy) response.writeHead(429, { "retry-after": "1" }).end();
    else response.writeHead(200, { etag: '"1"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  isBusy = true;
  web = openUrlFetcher({
    maxBytes: 1_000,
    timeoutMs: 5_000,
    allowCidrs: "127.0.0.0/8",
    userAgent: "test",
    headersByHost: {},
    retryAfterMaxMs: PAUSE_MS,
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** What became of a request: the validator, or the name or category of the error. */
const outcomeOf = (path: string): Promise<string | undefined> =>
  web
    .validatorOf(origin + path)
    .catch((error: Error & { category?: string }) => error.category ?? error.constructor.name);

test("a host that always asks for time is waited for once, also where addresses redirect to its refusal", async () => {
  expect(await outcomeOf("/link")).toBe("DeferredError");
  await sleep(PAUSE_MS + 50);
  const outcomes = [];
  for (const path of ["/photo.jpg", "/link", "/photo.jpg", "/link"]) outcomes.push(await outcomeOf(path));
  expect(outcomes).toEqual(Array.from({ length: 4 }, () => "url_http_error"));
  await web.close();
});

test("a host that responded with an image is waited for again", async () => {
  expect(await outcomeOf("/photo.jpg")).toBe("DeferredError");
  await sleep(PAUSE_MS + 50);
  expect(await outcomeOf("/photo.jpg")).toBe("url_http_error");
  isBusy = false;
  expect(await outcomeOf("/link")).toBe('"1"');
  isBusy = true;
  expect(await outcomeOf("/photo.jpg")).toBe("DeferredError");
  await web.close();
});
