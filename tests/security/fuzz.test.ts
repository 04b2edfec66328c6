import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { FULL } from "@symphony/test-support/scale";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";

const RUNS = FULL ? 2_000 : 120;
let system: System;
let caller: Caller;
beforeAll(async () => {
  system = await startSystem({
    workers: 0,
    waitReady: false,
    env: {
      RATE_LIMIT_PER_MINUTE: "0",
      RATE_LIMIT_SUBMISSIONS_PER_MINUTE: "0",
      SINGLE_TIMEOUT_MS: "200",
      ADMIN_PASSWORD: "for-this-test-only",
    },
  });
  await system.untilAnswering();
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

/** Accepted, or refused with a sentence; nothing of a refused request is left. */
async function expectHandled(response: Response): Promise<void> {
  const text = await response.text();
  // 504: there is no worker here for a single image.
  expect([text, response.status < 500 || response.status === 504]).toEqual([text, true]);
  if (response.status >= 400)
    expect(JSON.parse(text)).toMatchObject({
      status: response.status,
      code: expect.any(String),
      detail: expect.any(String),
    });
  expect(await readdir(join(system.exportsDir, ".staging"))).toEqual([]);
}

const PATHS = [
  "/api/start-batch",
  "/api/init-batch",
  "/api/check-logo/batch/",
  "/api/check-logo/single/url",
  "/api/check-logo/single/",
  "/api/batches/0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f/threshold",
  "/api/admin/session",
];
const KEYS = [
  "batch_id",
  "client_id",
  "email",
  "webhook_url",
  "total",
  "image_paths",
  "chunkSize",
  "image_path",
  "threshold",
  "username",
  "password",
  "__proto__",
  "constructor",
];

test("any JSON to any route gets a status below 500", async () => {
  const value = fc.oneof(
    fc.anything({ withNullPrototype: true, maxDepth: 3 }),
    fc.constantFrom(
      "http://127.0.0.1/a.jpg",
      "a@b.example",
      "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f",
      -1,
      1e308,
      "\0",
      "\ud800",
    ),
  );
  const body = fc.oneof(
    fc.dictionary(fc.constantFrom(...KEYS), value).map((each) => JSON.stringify(each) ?? "null"),
    fc.json(),
    fc.string({ unit: "binary" }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      body,
      fc.constantFrom(
        "application/json",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
      ),
      async (path, text, type) => {
        await expectHandled(
          await fetch(`${system.url}${path}`, { method: "POST", headers: { "content-type": type }, body: text }),
        );
      },
    ),
    { numRuns: RUNS, seed: 39 },
  );
}, 300_000);

test("a zip with bytes changed, cut off or doubled is accepted in part or refused", async () => {
  const zip = zipOf(
    await Promise.all(
      ["a.jpg", "folder/b.jpg", "ü.png"].map(async (name, i) => ({ name, bytes: await markedPicture(i) })),
    ),
  );
  // The headers are at the start of entries and in the directory at the end.
  const place = fc.oneof(
    fc.nat(zip.length - 1),
    fc.nat(200).map((at) => zip.length - 1 - at),
    fc.nat(60),
  );
  const damage = fc.record({
    places: fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 8 }),
    from: fc.constantFrom(0, 0, 0, 1, 40),
    to: fc.oneof(fc.constant(zip.length), fc.nat(zip.length)),
    twice: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ places, from, to, twice }) => {
      const bytes = Buffer.from(zip);
      for (const [at, byte] of places) bytes[at] = byte;
      const cut = bytes.subarray(from, Math.max(from, to));
      await expectHandled(
        await caller.post(
          "/api/check-logo/batch/",
          formOf([["z.zip", twice ? Buffer.concat([cut, cut]) : cut]], {}, "zip_file"),
        ),
      );
    }),
    { numRuns: RUNS, seed: 36 },
  );
  expect((await fetch(`${system.url}/healthz`)).status).toBe(200);
}, 300_000);

test("a form with bytes changed or cut off is accepted or refused", async () => {
  const picture = (await markedPicture(4)).toString("latin1");
  const part = (disposition: string, content: string): string =>
    `--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  const form = Buffer.from(
    `${part('name="client_id"', "me")}${part('name="files"; filename="a.jpg"', picture)}${part('name="files"; filename="b.jpg"', picture)}--b--\r\n`,
    "latin1",
  );
  const place = fc.oneof(fc.nat(form.length - 1), fc.nat(200));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 6 }),
      fc.oneof(fc.constant(form.length), fc.nat(form.length)),
      async (places, to) => {
        const bytes = Buffer.from(form);
        for (const [at, byte] of places) bytes[at] = byte;
        await expectHandled(
          await fetch(`${system.url}/api/check-logo/batch/`, {
            method: "POST",
            headers: { "content-type": "multipart/form-data; boundary=b" },
            body: bytes.subarray(0, to),
          }),
        );
      },
    ),
    { numRuns: RUNS, seed: 38 },
  );
}, 300_000);
