import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { zipOf } from "@symphony/test-support/zip";
import { createCaller, formOf } from "@symphony/test-support/client";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { makeMemoryGroup, reasonWithoutMemoryGroups } from "../faults/machine/memory-group.ts";
import type { MemoryGroup } from "../faults/machine/memory-group.ts";
import { faultTest } from "../faults/support/fault-test.ts";

/** All that the API may use while it is sent what is made to fill its memory. */
const MEMORY_BYTES = 512 * 1024 * 1024;
const missing = reasonWithoutMemoryGroups();

let system: System;
let group: MemoryGroup | undefined;
beforeAll(async () => {
  system = await startSystem({ workers: 0, waitReady: false, env: { ADMIN_PASSWORD: "a long password" } });
  await system.untilAnswering();
  if (missing !== undefined) return;
  group = makeMemoryGroup(MEMORY_BYTES);
  group.add(system.api.child.pid as number);
});
afterAll(async () => {
  await system.stop();
  group?.remove();
});

const BOMB = Buffer.from(`{"image_paths":[${"{},".repeat(10_000_000)}{}]}`);
const ROUTES = [
  "/api/admin/session",
  "/api/start-batch",
  "/api/init-batch",
  "/api/check-logo/single",
  "/api/check-logo/single/url",
  "/api/check-logo/batch",
  "/api/batches/0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f/threshold",
];

const post = (path: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<number> =>
  fetch(`${system.url}${path}`, {
    method: "POST",
    body: body as Uint8Array<ArrayBuffer>,
    headers: { "content-type": "application/json", connection: "close", ...headers },
  }).then(
    (response) => response.status,
    () => 0,
  );
const isAlive = async (): Promise<void> => {
  expect((await fetch(`${system.url}/healthz`)).status).toBe(200);
  expect(group?.killed() ?? 0).toBe(0);
};

faultTest(52, "one JSON body of any size and shape, packed or not, leaves the API up", missing, async () => {
  const packed = gzipSync(BOMB);
  for (const path of ROUTES) {
    // A sender that goes on sending may see a closed connection.
    for (const [body, headers] of [
      [BOMB, {}],
      [packed, { "content-encoding": "gzip" }],
    ] as const)
      expect([path, [400, 413, 0].includes(await post(path, body, headers))]).toEqual([path, true]);
    await isAlive();
  }
});

test("F-52: bodies have a budget for each route, counted after they are unpacked", async () => {
  const padded = (bytes: number): Buffer =>
    Buffer.from(JSON.stringify({ username: "x", password: "y", more: "z".repeat(bytes) }));
  expect(await post("/api/admin/session", padded(3_000))).toBe(401);
  expect(await post("/api/admin/session", padded(5_000))).toBe(413);
  expect(await post("/api/admin/session", gzipSync(padded(5_000)), { "content-encoding": "gzip" })).toBe(413);
  const form = Buffer.from(`client_id=${"x".repeat(20_000)}`);
  expect(await post("/api/start-batch", form, { "content-type": "application/x-www-form-urlencoded" })).toBe(413);
});

test("F-52: a list of a hundred thousand URLs is accepted, packed too, and wrong lists are refused", async () => {
  const list = (count: number, more = ""): Buffer =>
    Buffer.from(
      JSON.stringify({
        note: { of: [{ any: "kind" }] },
        image_paths: Array.from({ length: count }, (_, i) => `http://x.test/é${more}${i}.jpg`),
      }),
    );
  const caller = createCaller(system.url);
  for (const [body, headers] of [
    [list(100_000), {}],
    [gzipSync(list(1_000)), { "content-encoding": "gzip" }],
  ] as const) {
    const response = await fetch(`${system.url}/api/check-logo/batch`, {
      method: "POST",
      body: body as Uint8Array<ArrayBuffer>,
      headers: { "content-type": "application/json", connection: "close", ...headers },
    });
    expect(response.status).toBe(200);
    const { batch_id, total } = (await response.json()) as { batch_id: string; total: number };
    expect(total).toBe(body.length > 1_000_000 ? 100_000 : 1_000);
    const items = await caller.getJson<{ items: Array<{ name: string }> }>(`/api/batches/${batch_id}/items`);
    expect(items.items[1]?.name).toBe("http://x.test/é1.jpg");
  }
  const refused = [
    "[]",
    "{",
    "",
    '{"image_paths":[["http://x.test/a.jpg"]]}',
    '{"image_paths":{"0":"http://x.test/a.jpg"}}',
    '{"image_paths":["http://x.test/a.jpg"],"batch_id":[]}',
    '{"image_paths":[1]}',
    `{"x":${"[".repeat(5_000)}`,
  ];
  for (const text of refused)
    expect([text, await post("/api/check-logo/batch", Buffer.from(text))]).toEqual([text, 400]);
  expect(await post("/api/check-logo/batch", list(100_001))).toBe(413);
  expect(await post("/api/check-logo/batch", list(90_000, "x".repeat(500)))).toBe(413);
});

faultTest(53, "names of any length fill neither the memory nor the response", missing, async () => {
  const [long, type] = ["n".repeat(15_000), "multipart/form-data; boundary=b"];
  const part = (i: number): string =>
    `--b\r\ncontent-disposition: form-data; name="files"; filename="${long}${i}.jpg"\r\n\r\nx\r\n`;
  const form = Buffer.from(`${Array.from({ length: 20_000 }, (_, i) => part(i)).join("")}--b--\r\n`);
  const response = await fetch(`${system.url}/api/check-logo/batch`, {
    method: "POST",
    body: form,
    headers: { "content-type": type, connection: "close" },
  });
  const text = await response.text();
  expect([response.status, text.length < 1_000_000]).toEqual([400, true]);
  expect(JSON.parse(text)).toMatchObject({ code: "nothing_to_do", skipped_count: 20_000 });
  await isAlive();
  const zip = zipOf(
    Array.from({ length: 6_000 }, (_, i) => ({ name: `${"z".repeat(65_000)}${i}.jpg`, bytes: Buffer.from("x") })),
  );
  const answered = await fetch(`${system.url}/api/check-logo/batch`, {
    method: "POST",
    body: formOf([["a.zip", zip]], {}, "zip_file"),
  });
  expect([answered.status, (await answered.text()).length < 1_000_000]).toEqual([400, true]);
  await isAlive();
});

test("F-53: names are limited one by one and all together", async () => {
  const bytes = readFileSync(new URL(import.meta.url));
  const named = (length: number, i: number): [string, Uint8Array] => [`${i}${"n".repeat(length)}.jpg`, bytes];
  const caller = createCaller(system.url);
  const mixed = await caller.submit(formOf([named(10, 0), named(5_000, 1), named(4_000, 2)]));
  expect(mixed).toMatchObject({ total: 2, skipped_count: 1, message: "Accepted 2 images. 1 left out." });
  expect(mixed.skipped).toEqual([
    { name: expect.stringMatching(/^1n{499}$/), reason: expect.stringContaining("4096") },
  ]);
  const many = formOf(Array.from({ length: 9_000 }, (_, i) => [`${i}${"n".repeat(4_000)}.jpg`, Buffer.from("x")]));
  expect((await caller.post("/api/check-logo/batch", many)).status).toBe(413);
});

faultTest(52, "twenty uploads and lists at once stay within the memory", missing, async () => {
  const urls = Buffer.from(
    JSON.stringify({ image_paths: Array.from({ length: 20_000 }, (_, i) => `http://x.test/${"u".repeat(400)}${i}`) }),
  );
  const photo = Buffer.alloc(2_000_000, 7);
  const sent = Array.from({ length: 20 }, (_, i) =>
    i % 2 === 0
      ? post("/api/check-logo/batch", urls)
      : createCaller(system.url)
          .post("/api/check-logo/batch", formOf([["a.jpg", photo]]))
          .then((response) => response.status),
  );
  expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
  await isAlive();
});
