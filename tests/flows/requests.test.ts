import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Result } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;

beforeAll(async () => {
  system = await startSystem({ env: { MAX_BATCH_ITEMS: "5" } });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

const problemOf = async (response: Response): Promise<unknown> => {
  expect(response.headers.get("content-type")).toMatch("application/problem+json");
  return response.json();
};

test.each([
  ["an unknown id", randomUUID()],
  ["a malformed id", "nonsense"],
  ["a path", encodeURIComponent("../../etc")],
])("every batch route responds 404 to %s", async (_what, id) => {
  const paths = [
    `/api/check-logo/batch/${id}/status`,
    `/api/check-logo/batch/${id}/complete`,
    `/api/batches/${id}/results`,
    `/api/check-logo/batch/export-csv/${id}`,
    `/check-logo/batch/getCount?batch_id=${id}`,
  ];
  for (const path of paths) {
    const response = await fetch(`${system.url}${path}`);
    expect([path, response.status]).toEqual([path, 404]);
    expect(await problemOf(response)).toMatchObject({
      status: 404,
      code: "batch_not_found",
      detail: expect.stringContaining("not found"),
    });
  }
});

test("a started batch is initialized, and has the total it was given", async () => {
  for (const body of [{ client_id: "c1" }, new URLSearchParams({ client_id: "c1" }), formOf([], { client_id: "c1" })]) {
    const response = await fetch(`${system.url}/api/start-batch/`, {
      method: "POST",
      ...(body instanceof URLSearchParams || body instanceof FormData
        ? { body }
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    expect(response.status).toBe(201);
    const { batch_id } = (await response.json()) as { batch_id: string };
    expect((await caller.post("/api/init-batch", { batch_id, client_id: "c1", total: 7 })).status).toBe(200);
    expect(await caller.status(batch_id)).toMatchObject({ status: "initialized", total: 7, processed: 0, progress: 0 });
    const early = await fetch(`${system.url}/api/check-logo/batch/${batch_id}/complete`);
    expect([early.status, await early.json()]).toMatchObject([409, { code: "batch_not_ready" }]);
    expect(await caller.getJson(`/api/batches/${batch_id}/items`)).toEqual({ batch_id, items: [], next_cursor: null });
    expect(await caller.getJson(`/api/batches/${batch_id}/results`)).toEqual({
      batch_id,
      results: [],
      next_cursor: null,
    });
  }
});

test("the capabilities name what the installation accepts and does", async () => {
  expect(await caller.getJson("/api/capabilities")).toEqual({
    summary_mail: false,
    webhooks: false,
    max_file_bytes: 52_428_800,
    max_batch_items: 5,
    brands: ["Red"],
    workers: 1,
    admin: expect.any(Boolean),
    keeps_originals: false,
    review_reasons: expect.arrayContaining(["logo covered"]),
    max_image_pixels: expect.any(Number),
    max_upload_bytes: 21_474_836_480,
  });
});

test.each<[string, object, number, string]>([
  ["an empty batch", {}, 400, "nothing_to_do"],
  ["an unknown batch id", { batch_id: randomUUID(), image_paths: ["http://x.test/a.jpg"] }, 404, "batch_not_found"],
  ["a chunk size out of range", { image_paths: ["http://x.test/a.jpg"], chunkSize: 101 }, 400, "invalid_request"],
  ["a client id with spaces", { image_paths: ["http://x.test/a.jpg"], client_id: "a b" }, 400, "invalid_request"],
  ["too many URLs", { image_paths: Array.from({ length: 6 }, () => "http://x.test/a.jpg") }, 413, "too_many_items"],
])("%s is refused", async (_what, body, status, code) => {
  const response = await caller.post("/api/check-logo/batch/", body);
  expect(await problemOf(response)).toMatchObject({ status, code });
});

test("a batch with too many files is refused as a whole", async () => {
  const files = await Promise.all(
    Array.from({ length: 6 }, async (_, i): Promise<[string, Uint8Array]> => [`${i}.jpg`, await markedPicture(i)]),
  );
  const response = await caller.post("/api/check-logo/batch/", formOf(files));
  expect(await problemOf(response)).toMatchObject({ status: 413, code: "too_many_items" });
});

test.each([
  ["batch", "images", "files or zip_file"],
  ["batch", "file", "files or zip_file"],
  ["single", "files", "file"],
])("of a %s, a file in the field %s is refused, and the right field is named", async (call, field, known) => {
  const form = formOf([["a.jpg", await markedPicture()]], {}, field);
  expect(await problemOf(await caller.post(`/api/check-logo/${call}/`, form))).toMatchObject({
    status: 400,
    code: "invalid_request",
    detail: `There is no file field "${field}"; send files as ${known}.`,
  });
});

test("a body that is neither a form nor JSON has no images", async () => {
  const response = await fetch(`${system.url}/api/check-logo/batch`, {
    method: "POST",
    body: "hello",
    headers: { "content-type": "text/plain" },
  });
  expect(await problemOf(response)).toMatchObject({ status: 400, detail: "Files, zip file, or URLs required" });
  const nothing = await fetch(`${system.url}/api/check-logo/batch/`, { method: "POST" });
  expect(await problemOf(nothing)).toMatchObject({ status: 400, detail: "Files, zip file, or URLs required" });
  const chunked = await fetch(`${system.url}/api/check-logo/batch/`, {
    method: "POST",
    body: new ReadableStream({ start: (stream) => stream.close() }),
    duplex: "half",
    headers: { "content-type": "application/json" },
  });
  expect(await problemOf(chunked)).toMatchObject({ status: 400, detail: "Files, zip file, or URLs required" });
});

test("a URL of a single image that is too long is named, in a form and as JSON", async () => {
  const image_path = `https://shop.example/${"x".repeat(8_000)}`;
  for (const [path, body, type] of [
    ["", new URLSearchParams({ image_path }).toString(), "application/x-www-form-urlencoded"],
    ["url", JSON.stringify({ image_path }), "application/json"],
  ] as const) {
    const response = await fetch(`${system.url}/api/check-logo/single/${path}`, {
      method: "POST",
      body,
      headers: { "content-type": type },
    });
    expect(await problemOf(response)).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/^image_path: must have no more than \d+ characters\.$/),
    });
  }
});

test("a single image is checked while the caller waits", async () => {
  const response = await caller.post(
    "/api/check-logo/single/",
    formOf([["one.jpg", await markedPicture()]], {}, "file"),
  );
  expect(response.status).toBe(200);
  expect((await response.json()) as Result).toMatchObject({
    Image_Path_or_URL: "one.jpg",
    Is_Valid: "Valid",
    Detected_By: "red-patch",
  });
  const plain = await caller.post("/api/check-logo/single", formOf([["two.jpg", await plainPicture()]], {}, "file"));
  expect(((await plain.json()) as Result).Is_Valid).toBe("Invalid");
});

test("a single file that is declared as no image is a 400, like a missing one", async () => {
  const text = await caller.post(
    "/api/check-logo/single/",
    formOf([["one.txt", Buffer.from("hello there")]], {}, "file"),
  );
  expect(await problemOf(text)).toMatchObject({ status: 400, code: "not_an_image" });
  for (const body of [formOf([], {}), {}]) {
    expect((await caller.post("/api/check-logo/single/", body)).status).toBe(400);
  }
  const form = await fetch(`${system.url}/api/check-logo/single/`, {
    method: "POST",
    body: new URLSearchParams({ image_path: "ftp://x.test/a.jpg" }),
  });
  expect((await form.json()) as Result).toMatchObject({ Is_Valid: "Error", Error_Category: "invalid_url" });
});

test("the API description names every route", async () => {
  const description = await caller.getJson<{ paths: Record<string, object> }>("/openapi.json");
  expect(Object.keys(description.paths)).toEqual(
    expect.arrayContaining([
      "/api/check-logo/batch",
      "/api/check-logo/batch/{id}/status",
      "/api/check-logo/single/url",
      "/readyz",
    ]),
  );
});

test("health and readiness report their checks", async () => {
  expect(await caller.getJson("/healthz")).toEqual({ status: "ok" });
  expect(await caller.getJson("/readyz")).toMatchObject({
    ready: true,
    checks: { redis: { ok: true }, workers: { ok: true }, exports: { ok: true } },
  });
});

test("the API description names the codes of what is refused", async () => {
  interface Description {
    paths: Record<string, { post?: { responses: Record<string, { description: string }> } }>;
  }
  const { paths } = await caller.getJson<Description>("/openapi.json");
  const photo = await markedPicture();
  const refused: Array<[path: string, body: FormData | object]> = [
    ["/api/check-logo/batch", { uploads: [randomUUID()] }],
    ["/api/check-logo/batch", formOf([["a.jpg", photo]], { brand: "nobody" })],
    ["/api/check-logo/single", formOf([["a.jpg", photo]], { brand: "nobody" }, "file")],
    [
      "/api/check-logo/single",
      formOf(
        ["a.jpg", "b.jpg"].map((name): [string, Uint8Array] => [name, photo]),
        {},
        "file",
      ),
    ],
    ["/api/check-logo/single/url", { image_path: "http://x.test/a.jpg", brand: "nobody" }],
  ];
  for (const [path, body] of refused) {
    const { status, code } = (await (await caller.post(path, body)).json()) as { status: number; code: string };
    expect(paths[path]?.post?.responses[status]?.description).toContain(`\`${code}\``);
  }
});
