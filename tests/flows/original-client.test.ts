import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Result, SubmitResponse } from "@symphony/contract";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";

/** Speaks as the front end of the original service does, call by call. */
const PASSWORD = "correct horse: battery";
let system: System;
let caller: Caller;

beforeAll(async () => {
  system = await startSystem({ env: { ADMIN_PASSWORD: PASSWORD } });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

const send = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${system.url}${path}`, init);
const detailOf = async (response: Response): Promise<[status: number, detail: string]> => [
  response.status,
  ((await response.json()) as { detail: string }).detail,
];

test("a batch goes from its start to its CSV, and its events arrive", async () => {
  const socket = await listen(`${system.wsUrl}/ws/original-1`);
  const started = await send("/api/start-batch/", {
    method: "POST",
    body: formOf([], { client_id: "original-1", email: " padded@example.com " }),
  });
  expect(started.status).toBe(201);
  const { batch_id: id } = (await started.json()) as { batch_id: string };
  // It declares one more than it sends where two names of a zip fall together.
  expect((await caller.post("/api/init-batch/", { batch_id: id, client_id: "original-1", total: 4 })).status).toBe(200);
  const form = formOf(
    [
      ["a.jpg", await markedPicture()],
      ["b.jpg", await plainPicture()],
      ["torn.jpg", Buffer.from("no image")],
    ],
    { batch_id: id, client_id: "original-1", chunkSize: "10" },
    "files[]",
  );
  const submitted = (await (await caller.post("/api/check-logo/batch/", form)).json()) as SubmitResponse;
  expect(submitted).toMatchObject({ batch_id: id, status: "processing", total: 3 });
  await until(() => socket.of("complete").length === 1, "the batch is complete");
  expect(socket.of("progress")).toHaveLength(3);
  const again = await caller.post(
    "/api/check-logo/batch/",
    formOf([["a.jpg", await markedPicture()]], { batch_id: id }),
  );
  expect(again.status).toBe(409);
  const complete = await send(`/api/check-logo/batch/${id}/complete/`, { method: "POST" });
  expect(((await complete.json()) as { results: Result[] }).results.map((each) => each.Is_Valid)).toEqual([
    "Valid",
    "Invalid",
    "Error",
  ]);
  expect(await (await send(`/check-logo/batch/getCount/?batch_id=${id}`)).json()).toEqual({
    valid: 1,
    invalid: 2,
    error: 1,
    total: 3,
  });
  const csv = await send(`/api/check-logo/batch/export-csv/?batch_id=${id}`);
  expect((await csv.text()).split("\r\n")).toHaveLength(5);
  socket.close();
});

test.each(["me@localhost", " padded@example.com ", "a.b+c@sub.example.org", "ü@exämple.de"])(
  "%j is an address",
  async (email) => {
    expect((await caller.post("/api/start-batch", { email })).status).toBe(201);
  },
);

test.each(["", "two words@example.com", "a@b@c", "@example.com", "a@", "a@b\r\nBcc: c@d", "a@b,c@d"])(
  "%j is none",
  async (email) => {
    expect((await caller.post("/api/start-batch", { email })).status).toBe(email === "" ? 201 : 400);
  },
);

test("a batch of nothing is refused with the original's sentence, whatever its content type", async () => {
  const bodies: RequestInit[] = [
    {},
    { body: "" },
    { body: new URLSearchParams({ client_id: "c" }) },
    { body: formOf([], { client_id: "c" }) },
    { body: "{}", headers: { "content-type": "application/json" } },
    { body: '{"image_paths": null, "uploads": null}', headers: { "content-type": "application/json" } },
    { body: "", headers: { "content-type": "application/json" } },
    { body: "", headers: { "content-type": "multipart/form-data" } },
  ];
  for (const body of bodies)
    expect(await detailOf(await send("/api/check-logo/batch/", { method: "POST", ...body }))).toEqual([
      400,
      "Files, zip file, or URLs required",
    ]);
});

test.each(["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"])(
  "an empty body is none, whatever its content type: %s",
  async (type) => {
    const init = { method: "POST", body: "", headers: { "content-type": type } };
    expect((await send("/api/start-batch/", init)).status).toBe(201);
    expect(await detailOf(await send("/api/check-logo/single/", init))).toEqual([
      400,
      "Either file or image_path must be provided",
    ]);
  },
);

test("a single check says Error for a torn image, and refuses what is declared as none", async () => {
  const single = (name: string, bytes: Uint8Array): Promise<Response> =>
    caller.post("/api/check-logo/single/", formOf([[name, bytes]], {}, "file"));
  const whole = await markedPicture();
  for (const bytes of [Buffer.from("no image"), whole.subarray(0, 60)]) {
    const torn = await single("torn.jpg", bytes);
    expect([torn.status, ((await torn.json()) as Result).Is_Valid]).toEqual([200, "Error"]);
  }
  const typed = new FormData();
  typed.append("file", new Blob(["no image"], { type: "image/png" }), "typed");
  expect((await caller.post("/api/check-logo/single/", typed)).status).toBe(200);
  expect((await single("no extension", whole)).status).toBe(200);
  for (const response of [await single("notes.txt", Buffer.from("hello")), await single("empty.jpg", Buffer.alloc(0))])
    expect(await detailOf(response)).toEqual([400, "File must be a non-empty JPG or PNG image"]);
  for (const init of [{}, { body: new URLSearchParams() }, { body: formOf([]) }])
    expect(await detailOf(await send("/api/check-logo/single/", { method: "POST", ...init }))).toEqual([
      400,
      "Either file or image_path must be provided",
    ]);
});

test("the service names itself, and a wrong form field is named", async () => {
  expect(await (await send("/api/")).json()).toMatchObject({ service: "symphony", description: "/openapi.json" });
  const wrong = await caller.post("/api/check-logo/batch/", formOf([["a.jpg", await markedPicture()]], {}, "images"));
  expect((await detailOf(wrong))[1]).toContain('"images"');
});

test("what was left out stays in status, results and CSV", async () => {
  const zip = zipOf([
    { name: "good.jpg", bytes: await markedPicture() },
    { name: "=notes.txt", bytes: Buffer.from("hello") },
    { name: "page.html", bytes: Buffer.from("<!DOCTYPE html><html>") },
  ]);
  const { batch_id: id, skipped } = await caller.submit(formOf([["photos.zip", zip]]));
  expect(skipped).toEqual([
    { name: "=notes.txt", reason: "not an image but a text file" },
    { name: "page.html", reason: "not an image but an HTML page" },
  ]);
  await caller.untilDone(id);
  const kept = { skipped, skipped_count: 2 };
  expect(await caller.status(id)).toMatchObject({ total: 1, processed: 1, ...kept });
  expect(await caller.getJson(`/api/check-logo/batch/${id}/complete`)).toMatchObject(kept);
  const csv = async (query: string): Promise<string[]> =>
    Buffer.from(await (await send(`/api/check-logo/batch/export-csv/${id}${query}`)).arrayBuffer())
      .toString("utf8")
      .trimEnd()
      .split("\r\n");
  expect(await csv("")).toHaveLength(2);
  const rows = await csv("?skipped=1&bom=1&delimiter=;");
  expect(rows[0]?.startsWith("\ufeffImage_Path_or_URL;Is_Valid;")).toBe(true);
  expect(rows.slice(2).map((row) => row.split(";").slice(0, 6))).toEqual([
    ["'=notes.txt", "Skipped", "", "", "", "not an image but a text file"],
    ["page.html", "Skipped", "", "", "", "not an image but an HTML page"],
  ]);
  expect((await csv("?delimiter=%09"))[0]).toContain("Image_Path_or_URL\tIs_Valid");
  expect((await csv("?delimiter=%5Ct"))[0]).toContain("Image_Path_or_URL\tIs_Valid");
  expect((await send(`/api/check-logo/batch/export-csv/${id}?delimiter=x`)).status).toBe(400);
});

test("the administration logs in, lists, previews, downloads once, cleans up and logs out", async () => {
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  const logIn = (password: string): Promise<Response> =>
    send("/api/admin/login", { method: "POST", body: new URLSearchParams({ username: "admin", password }) });
  expect((await logIn("wrong")).status).toBe(401);
  const session = (await (await logIn(PASSWORD)).json()) as Record<string, string>;
  expect(session).toEqual({
    status: "success",
    message: expect.any(String),
    token: expect.any(String),
    csrf_token: expect.any(String),
  });
  const headers = { "x-auth-token": session["token"] ?? "", "x-csrf-token": session["csrf_token"] ?? "" };
  const admin = async <T>(path: string, init: RequestInit = {}): Promise<[number, T]> => {
    const response = await send(path, { headers, ...init });
    return [response.status, (await response.json()) as T];
  };
  expect((await admin("/api/admin/check-session"))[0]).toBe(200);
  for (const wrong of [{}, { "x-auth-token": `${headers["x-auth-token"]}x` }, { ...headers, "x-csrf-token": "x" }])
    expect((await admin("/api/admin/check-session", { headers: wrong as Record<string, string> }))[0]).toBe(401);
  const [, history] = await admin<Array<Record<string, string>>>("/api/admin/batch-history");
  const row = history.find((each) => each["batch_id"] === id);
  expect(row).toMatchObject({
    filename: `logo_detection_results_${id}.csv`,
    valid_count: 1,
    invalid_count: 0,
    total_count: 1,
  });
  expect((await admin(`/api/admin/batch/${id}`))[1]).toMatchObject({ batch_id: id, total_count: 1 });
  expect((await admin("/api/admin/batch/nonsense"))[0]).toBe(404);
  expect((await admin(`/api/admin/batch/${id}/preview`))[1]).toMatchObject({
    batch_id: id,
    preview: [{ Is_Valid: "Valid" }],
  });
  expect((await admin("/api/admin/dashboard-stats"))[1]).toMatchObject({
    error_rate: expect.any(Number),
    avg_processing_time: expect.any(Number),
  });
  const url = row?.["download_url"] ?? "";
  const other = url
    .replace(id, "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21")
    .replace(id, "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21");
  expect((await send(other)).status).toBe(401);
  const again = `&token=${headers["x-auth-token"]}`;
  expect((await send(other + again)).status).toBe(401);
  // As its front end asks: the token of the session once more, behind that of the download.
  const csv = await send(url + again);
  expect([csv.status, Buffer.byteLength(await csv.text())]).toEqual([200, row?.["file_size"]]);
  expect((await send(url)).status).toBe(401);
  expect((await send("/maintenance/cleanup", { method: "POST" })).status).toBe(401);
  expect((await admin("/maintenance/cleanup", { method: "POST" }))[1]).toMatchObject({
    removed: 0,
    expired: 0,
    failed: 0,
  });
  expect((await admin("/api/admin/logout", { method: "POST" }))[0]).toBe(200);
  expect((await admin("/api/admin/check-session"))[0]).toBe(401);
  const log = system.api.output();
  for (const secret of [headers["x-auth-token"], url.split("token=")[1] ?? ""]) expect(log).not.toContain(secret);
});
