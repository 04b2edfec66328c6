import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Result } from "@symphony/contract";
import { createCaller, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { image, redirect, startImageServer, status } from "@symphony/test-support/image-server";
import type { ImageServer, Responder } from "@symphony/test-support/image-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;
let server: ImageServer;
let canary: ImageServer;
let elsewhere: ImageServer;
/** The extra header that the other host got. */
let seen: string | undefined = "not requested";

const encoded =
  (encoding: string, bytes: Uint8Array): Responder =>
  (_request, response) =>
    void response.writeHead(200, { "content-encoding": encoding }).end(bytes);

beforeAll(async () => {
  const [marked, plain] = [await markedPicture(), await plainPicture()];
  canary = await startImageServer({ "/secret": image(marked) });
  const internal = canary.url.replace("127.0.0.1", "127.0.0.2");
  // Compressed in advance: it takes longer than a fetch may.
  const bomb = gzipSync(Buffer.alloc(200_000_000));
  elsewhere = await startImageServer({
    "/seen.jpg": (request, response, count) => {
      seen = request.headers.authorization;
      image(marked)(request, response, count);
    },
  });
  server = await startImageServer({
    "/marked.jpg": image(marked),
    "/plain.jpg": image(plain),
    "/moved.jpg": redirect("/marked.jpg"),
    "/loop.jpg": redirect("/loop.jpg"),
    "/inside.jpg": redirect(`${internal}/secret`),
    "/file.jpg": redirect("file:///etc/passwd"),
    "/forbidden.jpg": status(403),
    "/flaky.jpg": (request, response, count) => (count < 3 ? status(503) : image(marked))(request, response, count),
    "/page.jpg": (_request, response) =>
      void response.writeHead(200, { "content-type": "text/html" }).end("<html>hello</html>"),
    "/endless.jpg": (_request, response) => {
      response.writeHead(200);
      const send = (): void => void (response.destroyed || (response.write(Buffer.alloc(65_536)), setTimeout(send, 1)));
      send();
    },
    "/says-it-is-large.jpg": (_request, response) => {
      response.writeHead(200, { "content-length": 2_000_000 }).write(Buffer.alloc(1_500_000));
    },
    "/gzip.jpg": encoded("gzip", gzipSync(marked)),
    "/brotli.jpg": encoded("br", brotliCompressSync(marked)),
    "/deflate.jpg": encoded("deflate", deflateSync(marked)),
    "/raw-deflate.jpg": encoded("deflate", deflateRawSync(marked)),
    "/twice.jpg": encoded("gzip, br", brotliCompressSync(gzipSync(marked))),
    "/torn.jpg": encoded("gzip", gzipSync(marked).subarray(0, -20)),
    "/unknown.jpg": encoded("zstd", marked),
    "/says-html.jpg": (_request, response) => void response.writeHead(200, { "content-type": "text/html" }).end(marked),
    "/share": (_request, response) =>
      void response
        .writeHead(200, { "content-type": "text/html; charset=iso-8859-1" })
        .end(Buffer.from("\n<!DOCTYPE html><head><title>\n M\u00fcller &amp; S\u00f6hne </title>", "latin1")),
    "/untold": (_request, response) => void response.writeHead(200).end("<html><title>A folder</title></html>"),
    "/hops/*": (request, response) => {
      const left = Number(request.url?.split("/")[2]);
      response.writeHead(302, { location: left === 1 ? "/marked.jpg" : `/hops/${left - 1}` }).end();
    },
    "/utf8": (_request, response) =>
      void response.writeHead(302, { location: Buffer.from("/größe.jpg").toString("latin1") }).end(),
    "/gr%C3%B6%C3%9Fe.jpg": image(marked),
    "/headers.jpg": (request, response, count) => {
      const { authorization, "user-agent": agent } = request.headers;
      const right = authorization === "Bearer 1" && agent === "Symphony (+https://example.com/contact)";
      (right ? image(marked) : status(403))(request, response, count);
    },
    "/away.jpg": redirect(elsewhere.url + "/seen.jpg"),
    "/gzip-bomb.jpg": (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
  });
  // Only this address is allowed; all other private addresses stay blocked.
  system = await startSystem({
    env: {
      URL_FETCH_ALLOW_CIDRS: "127.0.0.1/32",
      URL_FETCH_TIMEOUT_MS: "3000",
      MAX_FILE_BYTES: "1000000",
      URL_FETCH_USER_AGENT: "Symphony (+https://example.com/contact)",
      URL_FETCH_HEADERS: JSON.stringify({ [new URL(server.url).host]: { Authorization: "Bearer 1" } }),
    },
  });
  caller = createCaller(system.url);
});
afterAll(async () => {
  await system.stop();
  await server.close();
  await canary.close();
  await elsewhere.close();
});

test("a batch of URLs processes what can be fetched, and says why the rest cannot", async () => {
  const internal = canary.url.replace("127.0.0.1", "127.0.0.2");
  const expected: Array<[url: string, outcome: string]> = [
    [`${server.url}/marked.jpg`, "Valid"],
    [`${server.url}/plain.jpg`, "Invalid"],
    [`${server.url}/marked.jpg`, "Valid"],
    [`${server.url}/moved.jpg`, "Valid"],
    [`${server.url}/flaky.jpg`, "Valid"],
    [`${server.url}/missing.jpg`, "url_not_found"],
    [`${server.url}/forbidden.jpg`, "url_http_error"],
    [`${server.url}/page.jpg`, "not_an_image"],
    [`${server.url}/loop.jpg`, "url_too_many_redirects"],
    [`${server.url}/endless.jpg`, "file_too_large"],
    [`${server.url}/inside.jpg`, "url_blocked"],
    [`${server.url}/file.jpg`, "invalid_url"],
    [`${internal}/secret`, "url_blocked"],
    ["http://localhost.localdomain.invalid/a.jpg", "url_unreachable"],
    ["http://[::ffff:10.0.0.1]/a.jpg", "url_blocked"],
    ["http://2130706434/secret", "url_blocked"],
    ["http://169.254.169.254/latest/meta-data", "url_blocked"],
    ["http://user:pass@example.com/a.jpg", "invalid_url"],
    [`${server.url.replace(/:\d+$/, ":25")}/a.jpg`, "url_blocked"],
    ["not an address", "invalid_url"],
    ["", "invalid_url"],
  ];
  const listener = await listen(`${system.wsUrl}/ws/url-client`);
  const { batch_id, total } = await caller.submit({
    image_paths: expected.map(([url]) => url),
    client_id: "url-client",
  });
  expect(total).toBe(expected.length);
  await caller.untilDone(batch_id);
  const results = await caller.results(batch_id);
  const outcome = (result: Result): string => result.Error_Category ?? result.Is_Valid;
  expect(results.map((result) => [result.Image_Path_or_URL, outcome(result)])).toEqual(expected);
  expect(canary.requests.size).toBe(0);

  // Temporary failures are retried with growing pauses; permanent ones are not.
  expect(server.requests.get("/flaky.jpg")).toBe(3);
  expect(results[4]?.Attempts).toBe(3);
  expect(server.requests.get("/missing.jpg")).toBe(1);
  expect(listener.of("retry_start")[0]).toMatchObject({ batch_id, retry_total: 1 });
  expect(listener.of("progress")).toHaveLength(expected.length);
  expect(listener.of("progress").every((frame) => typeof frame["current_url"] === "string")).toBe(true);
  listener.close();
});

test("F-44: endless, slow, compressed and cut responses end in errors, and the other items are processed", async () => {
  const picture = await markedPicture();
  // A host of its own, new for a second try: enough failures in a row pause a host for a minute.
  const silent = await startImageServer({
    "/slow.jpg": (_request, response) => void response.writeHead(200).write("x"),
    "/drip.jpg": (_request, response) => {
      response.writeHead(200);
      const send = (): void => void (response.destroyed || (response.write("x"), setTimeout(send, 50)));
      send();
    },
    "/short.jpg": (_request, response) => {
      response.writeHead(200, { "content-length": picture.length + 1 }).write(picture);
      setTimeout(() => response.destroy(), 50);
    },
  });
  const expected: Array<[url: string, outcome: string, attempts: number]> = [
    [`${silent.url}/slow.jpg`, "url_timeout", 5],
    [`${silent.url}/drip.jpg`, "url_timeout", 5],
    [`${silent.url}/short.jpg`, "url_unreachable", 5],
    [`${server.url}/endless.jpg`, "file_too_large", 1],
    [`${server.url}/says-it-is-large.jpg`, "file_too_large", 1],
    // What comes out of a compressed response counts, not what came in.
    [`${server.url}/gzip-bomb.jpg`, "file_too_large", 1],
    [`${server.url}/marked.jpg`, "Valid", 1],
  ];
  const { batch_id } = await caller.submit({ image_paths: expected.map(([url]) => url) });
  await caller.untilDone(batch_id).finally(() => silent.close());
  const results = await caller.results(batch_id);
  expect(
    results.map((result, i) => [expected[i]?.[0], result.Error_Category ?? result.Is_Valid, result.Attempts]),
  ).toEqual(expected);
});

test("what servers send in odd ways is read, and a web page is told as such", async () => {
  const expected: Array<[path: string, outcome: string]> = [
    ["/gzip.jpg", "Valid"],
    ["/brotli.jpg", "Valid"],
    ["/deflate.jpg", "Valid"],
    ["/raw-deflate.jpg", "Valid"],
    ["/twice.jpg", "Valid"],
    ["/torn.jpg", "The server's compressed response is damaged."],
    ["/unknown.jpg", "The server sent the file in a compression that is not known."],
    ["/says-html.jpg", "Valid"],
    ["/share", "This is a web page, not an image: “Müller & Söhne”."],
    ["/untold", "This is a web page, not an image: “A folder”."],
    ["/page.jpg", "This is a web page, not an image."],
    ["/hops/10", "Valid"],
    ["/hops/11", "The address redirects more than 10 times."],
    ["/utf8", "Valid"],
    ["/headers.jpg", "Valid"],
    ["/away.jpg", "Valid"],
    [`/${"x".repeat(3_000)}`, "The address is longer than 2048 characters."],
  ];
  const { batch_id } = await caller.submit({ image_paths: expected.map(([path]) => server.url + path) });
  await caller.untilDone(batch_id);
  const results = await caller.results(batch_id);
  expect(results.map((result, i) => [expected[i]?.[0], result.Error ?? result.Is_Valid])).toEqual(expected);
  // The header of one host is not sent to the other that it redirects to.
  expect(seen).toBeUndefined();
});

test("a single image by URL is checked at once", async () => {
  const response = await caller.post("/api/check-logo/single/url", { image_path: `${server.url}/marked.jpg` });
  expect([response.status, await response.json()]).toMatchObject([
    200,
    { Is_Valid: "Valid", Detected_By: "red-patch" },
  ]);
});
