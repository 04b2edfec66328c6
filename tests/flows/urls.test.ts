import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";
import type { Result } from "@symphony/contract";
import { createCaller, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { image, redirect, startImageServer, status } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;
let server: ImageServer;
let canary: ImageServer;

beforeAll(async () => {
  const [marked, plain] = [await markedPicture(), await plainPicture()];
  canary = await startImageServer({ "/secret": image(marked) });
  const inside = canary.url.replace("127.0.0.1", "127.0.0.2");
  // Packed once: it takes longer than a fetch may.
  const bomb = gzipSync(Buffer.alloc(200_000_000));
  server = await startImageServer({
    "/marked.jpg": image(marked),
    "/plain.jpg": image(plain),
    "/moved.jpg": redirect("/marked.jpg"),
    "/loop.jpg": redirect("/loop.jpg"),
    "/inside.jpg": redirect(`${inside}/secret`),
    "/file.jpg": redirect("file:///etc/passwd"),
    "/forbidden.jpg": status(403),
    "/flaky.jpg": (request, response, asked) =>
      asked < 3 ? status(503)(request, response, asked) : image(marked)(request, response, asked),
    "/page.jpg": (_request, response) =>
      void response.writeHead(200, { "content-type": "text/html" }).end("<html>hello</html>"),
    "/endless.jpg": (_request, response) => {
      response.writeHead(200);
      const pour = (): void => void (response.destroyed || (response.write(Buffer.alloc(65_536)), setTimeout(pour, 1)));
      pour();
    },
    "/slow.jpg": (_request, response) => void response.writeHead(200).write("x"),
    "/drip.jpg": (_request, response) => {
      response.writeHead(200);
      const drip = (): void => void (response.destroyed || (response.write("x"), setTimeout(drip, 50)));
      drip();
    },
    "/short.jpg": (_request, response) => {
      response.writeHead(200, { "content-length": marked.length + 1 }).write(marked);
      setTimeout(() => response.destroy(), 50);
    },
    "/says-it-is-large.jpg": (_request, response) => {
      response.writeHead(200, { "content-length": 2_000_000 }).write(Buffer.alloc(1_500_000));
    },
    "/gzip-bomb.jpg": (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
  });
  // Only this one address of the machine is open to fetching; everything else private stays closed.
  system = await startSystem({
    env: { URL_FETCH_ALLOW_CIDRS: "127.0.0.1/32", URL_FETCH_TIMEOUT_MS: "700", MAX_FILE_BYTES: "1000000" },
  });
  caller = createCaller(system.url);
});
afterAll(async () => {
  await system.stop();
  await server.close();
  await canary.close();
});

test("a batch by URL judges what it can and says why it cannot judge the rest", async () => {
  const inside = canary.url.replace("127.0.0.1", "127.0.0.2");
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
    [`${inside}/secret`, "url_blocked"],
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
  expect(canary.asked.size).toBe(0);

  // What fails in passing is tried again with growing pauses; what fails for good is not.
  expect(server.asked.get("/flaky.jpg")).toBe(3);
  expect(results[4]?.Attempts).toBe(3);
  expect(server.asked.get("/missing.jpg")).toBe(1);
  expect(listener.of("retry_start")[0]).toMatchObject({ batch_id, retry_total: 1 });
  expect(listener.of("progress")).toHaveLength(expected.length);
  expect(listener.of("progress").every((frame) => typeof frame["current_url"] === "string")).toBe(true);
  listener.close();
});

test("row 44: servers that never end, drip, unpack to more or promise other bytes than they send are cut off, and their neighbours are judged", async () => {
  const expected: Array<[path: string, outcome: string, attempts: number]> = [
    ["/slow.jpg", "url_timeout", 5],
    ["/drip.jpg", "url_timeout", 5],
    ["/short.jpg", "url_unreachable", 5],
    ["/endless.jpg", "file_too_large", 1],
    ["/says-it-is-large.jpg", "file_too_large", 1],
    // What was packed without having been asked for is no image, and is never unpacked.
    ["/gzip-bomb.jpg", "not_an_image", 1],
    ["/marked.jpg", "Valid", 1],
  ];
  const { batch_id } = await caller.submit({ image_paths: expected.map(([path]) => server.url + path) });
  await caller.untilDone(batch_id);
  const results = await caller.results(batch_id);
  expect(
    results.map((result, i) => [expected[i]?.[0], result.Error_Category ?? result.Is_Valid, result.Attempts]),
  ).toEqual(expected);
}, 60_000);

test("a single image by URL is judged now", async () => {
  const answer = await caller.post("/api/check-logo/single/url", { image_path: `${server.url}/marked.jpg` });
  expect([answer.status, await answer.json()]).toMatchObject([200, { Is_Valid: "Valid", Detected_By: "red-patch" }]);
});
