import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;
beforeAll(async () => {
  system = await startSystem({ env: { MAX_BATCH_ITEMS: "2000" } });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

const apiMemoryMb = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${system.api.child.pid}/status`, "utf8"))?.[1]) / 1024;

/** Sends raw bytes. @returns the first line of the response */
function sendRaw(head: string, body: Buffer): Promise<string> {
  const { hostname, port } = new URL(system.url);
  return new Promise((resolve) => {
    let response = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /api/check-logo/batch/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n${head}\r\n\r\n`,
      );
      socket.write(body);
    });
    socket
      .on("data", (part) => (response += part.toString()))
      .on("error", () => undefined)
      .on("close", () => resolve(response.split("\r\n")[0] ?? ""));
  });
}

const part = (disposition: string, content = "x"): string =>
  `--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
const multipart = "content-type: multipart/form-data; boundary=b";

describe("F-39: a harmful form gets a 4xx, and the API lives", () => {
  const floods: Array<[string, string, () => string]> = [
    ["a hundred thousand fields", multipart, () => part('name="a"').repeat(100_000)],
    ["deep nesting", multipart, () => part(`name="a${"[b]".repeat(5_000)}"`)],
    ["a huge index", multipart, () => part('name="a[999999999]"').repeat(100)],
    ["the prototype", multipart, () => part('name="__proto__[x]"') + part('name="constructor[prototype][x]"')],
    ["an endless header", multipart, () => `--b\r\nx: ${"y".repeat(200_000)}\r\n\r\n`],
    [
      "thousands of headers",
      multipart,
      () => `--b\r\n${Array.from({ length: 5_000 }, (_, i) => `h${i}: 1\r\n`).join("")}\r\nx`,
    ],
    ["a field of ten megabytes", multipart, () => part('name="client_id"', "x".repeat(10_000_000))],
    ["a field name of a megabyte", multipart, () => part(`name="${"n".repeat(1_000_000)}"`)],
    ["no boundary", "content-type: multipart/form-data", () => part('name="a"')],
    ["another boundary", "content-type: multipart/form-data; boundary=other", () => part('name="a"')],
    ["no end", multipart, () => part('name="files"; filename="a.jpg"').slice(0, -4)],
    ["nothing", multipart, () => ""],
  ];
  test.each(floods)("%s", async (_what, head, body) => {
    const ended = await sendRaw(head, Buffer.from(`${body()}--b--\r\n`));
    // The API may also close the connection of a client that goes on sending.
    expect(ended).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect((await fetch(`${system.url}/healthz`)).status).toBe(200);
    expect(await readdir(join(system.exportsDir, ".staging"))).toEqual([]);
    expect((Object.prototype as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("and its memory stays bounded", () => {
    expect(apiMemoryMb()).toBeLessThan(500);
  });
});

test("F-38: files under any names are kept apart, and their results have those names", async () => {
  const bytes = await markedPicture();
  const trouble = fc.oneof(
    // A header must not carry other control characters: a form with them is malformed, and responseed with 400.
    // oxlint-disable-next-line no-control-regex
    fc.string({ unit: "binary", minLength: 1, maxLength: 40 }).filter((name) => !/[\u0000-\u001f\u007f]/.test(name)),
    fc.constantFrom(
      "..",
      ".",
      "a\r\nb.jpg",
      'q"q.jpg',
      "CON",
      "nul.jpg",
      "%0A%0D%22.jpg",
      "-rf",
      "x".repeat(4_000),
      "a/../../b.jpg",
      "C:\\x.jpg",
      "\u202egpj",
      "é.jpg",
      "e\u0301.jpg",
      "A.jpg",
      "a.jpg",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(trouble, { minLength: 1, maxLength: 25 }), async (names) => {
      const response = await caller.submit(formOf(names.map((name) => [name, bytes])));
      await caller.untilDone(response.batch_id);
      const sent = names.map((name) => asSent(name));
      expect(
        (await caller.results(response.batch_id)).map((result) => [result.Image_Path_or_URL, result.Is_Valid]),
      ).toEqual(sent.map((name) => [name, "Valid"]));
    }),
    { numRuns: 12, seed: 7 },
  );
  const outside = (await readdir(join(system.exportsDir, ".."))).toSorted();
  expect(outside).toEqual(["exports", "redis"]);
}, 120_000);

/**
 * How a name crosses the wire: as well-formed UTF-8, with LF, CR and quote written %0A, %0D and %22 (HTML,
 * "Multipart form data"). A name that contains these letters itself looks the same.
 */
function asSent(name: string): string {
  return name.toWellFormed().replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%22", '"');
}
