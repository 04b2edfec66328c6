import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Result } from "@symphony/contract";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { hugePicture, markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { untilTidied } from "@symphony/test-support/tidied";

let system: System;
let caller: Caller;

beforeAll(async () => {
  system = await startSystem({ env: { MAX_FILE_BYTES: "300000" } });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

/** Good and bad images under difficult names. */
async function difficultFiles(): Promise<Array<[string, Uint8Array]>> {
  const marked = await markedPicture();
  return [
    ["a.jpg", marked],
    ["a.jpg", await plainPicture()],
    ["A.JPG", marked],
    ["../../etc/passwd.jpg", marked],
    ["con.jpg", marked],
    ['line\nbreak "quoted".jpg', marked],
    ["=1+1.jpg", marked],
    ["empty.jpg", new Uint8Array()],
    ["text.jpg", Buffer.from("this is no image")],
    ["torn.jpg", marked.subarray(0, 400)],
    ["huge.png", await hugePicture()],
    ["drawing.svg", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ];
}

describe("a batch of files", () => {
  let results: Result[];
  let batchId: string;
  let csv: string;

  beforeAll(async () => {
    const listener = await listen(`${system.wsUrl}/ws/files-client`);
    batchId = await caller.startBatch({ client_id: "files-client", email: "qa@example.com" });
    const response = await caller.submit(formOf(await difficultFiles(), { batch_id: batchId, chunkSize: "4" }));
    expect(response).toMatchObject({ batch_id: batchId, status: "processing", total: 12, skipped: [] });
    await caller.untilDone(batchId);
    results = await caller.results(batchId);
    csv = await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${batchId}`)).text();
    await until(() => listener.of("complete").length > 0, "the completion event arrives");
    expect(listener.of("progress").map((frame) => frame["seq"])).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(listener.of("complete")).toHaveLength(1);
    listener.close();
  });

  test("has one result for each image, in upload order, under the names as they were sent", async () => {
    expect(results.map((result) => result.Image_Path_or_URL)).toEqual((await difficultFiles()).map(([name]) => name));
  });

  test("classifies good images and says what is wrong with bad ones", () => {
    expect(results.map((result) => result.Error_Category ?? result.Is_Valid)).toEqual([
      "Valid",
      "Invalid",
      "Valid",
      "Valid",
      "Valid",
      "Valid",
      "Valid",
      "empty_file",
      "not_an_image",
      "corrupt_image",
      "too_many_pixels",
      "unsupported_format",
    ]);
    expect(
      results
        .filter((result) => result.Error_Category !== null)
        .every((result) => result.Is_Valid === "Error" && (result.Error?.length ?? 0) > 10),
    ).toBe(true);
  });

  test("has the box in pixels of the image", () => {
    const box = results[0]?.Bounding_Box;
    expect(results[0]).toMatchObject({ Detected_By: "red-patch", Attempts: 1 });
    for (const [side, expected] of Object.entries({ x1: 40, y1: 64, x2: 88, y2: 96 })) {
      expect(Math.abs((box?.[side as "x1"] ?? -99) - expected)).toBeLessThanOrEqual(5);
    }
  });

  test("writes a CSV without formulas", () => {
    const lines = csv.split("\r\n");
    expect(lines[0]).toBe(
      "Image_Path_or_URL,Is_Valid,Confidence,Detected_By,Bounding_Box,Error,Error_Category,Processing_Ms,Attempts,Batch_Id,Processed_At,Closest_Match_Confidence,Threshold,Reviewed_Verdict,Reviewed_By,Reviewed_At,Review_Note,Effective",
    );
    expect(lines.filter((line) => line.includes(batchId))).toHaveLength(12);
    expect(csv).toContain("\r\n'=1+1.jpg,");
  });

  test("leaves results, CSV and markers on disk, and nothing pending", async () => {
    await untilTidied(join(system.exportsDir, batchId));
    const names = await readdir(join(system.exportsDir, batchId));
    expect(names.toSorted()).toEqual([
      "accepted.json",
      "control.1.json",
      "failed.json",
      "failed_files",
      "final.json",
      "items",
      "marks",
      "metadata.json",
      "results",
      "results.csv",
      "thumbnails",
      "views",
    ]);
    const metadata = JSON.parse(await readFile(join(system.exportsDir, batchId, "metadata.json"), "utf8")) as object;
    expect(metadata).toMatchObject({
      client_id: "files-client",
      email: "qa@example.com",
      status: "completed",
      counts: { total: 12, valid: 6, invalid: 1, error: 5 },
    });
    expect(await readdir(join(system.exportsDir, ".staging"))).toEqual([]);
  });

  test("lists the names of its images page by page", async () => {
    const first = await caller.getJson<{ items: Array<{ seq: number; name: string }>; next_cursor: number }>(
      `/api/batches/${batchId}/items?limit=2`,
    );
    expect([first.items.map(({ seq }) => seq), first.next_cursor]).toEqual([[0, 1], 2]);
    const rest = await caller.getJson<{ items: Array<{ seq: number; name: string }>; next_cursor: null }>(
      `/api/batches/${batchId}/items?cursor=2`,
    );
    expect([rest.items.length, rest.next_cursor]).toEqual([10, null]);
    const { results } = await caller.getJson<{ results: Array<{ seq: number; Image_Path_or_URL: string }> }>(
      `/api/batches/${batchId}/results`,
    );
    expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(
      results.map((result) => result.Image_Path_or_URL),
    );
  });

  test("pages and filters the results", async () => {
    const page = await caller.getJson<{ results: Result[]; next_cursor: number }>(
      `/api/batches/${batchId}/results?status=error&limit=3`,
    );
    expect(page.results.map((result) => result.Error_Category)).toEqual([
      "empty_file",
      "not_an_image",
      "corrupt_image",
    ]);
    const rest = await caller.getJson<{ results: Result[]; next_cursor: null }>(
      `/api/batches/${batchId}/results?status=error&cursor=${page.next_cursor}`,
    );
    expect(rest.results.map((result) => result.Error_Category)).toEqual(["too_many_pixels", "unsupported_format"]);
    expect(rest.next_cursor).toBeNull();
    expect(await caller.getJson(`/check-logo/batch/getCount?batch_id=${batchId}`)).toEqual({
      valid: 6,
      invalid: 6,
      error: 5,
      total: 12,
    });
  });

  test("exports the CSV of the results that match a verdict and a part of the name", async () => {
    const namesOf = async (path: string): Promise<string[]> => {
      const response = await fetch(`${system.url}/api/check-logo/batch/export-csv${path}`);
      expect(response.headers.get("content-disposition")).toContain(`logo_detection_results_${batchId}.csv`);
      const [head, ...lines] = (await response.text()).split("\r\n").filter((line) => line !== "");
      expect(head).toBe(csv.split("\r\n")[0]);
      return lines.map((line) => line.split(",")[0] ?? "");
    };
    expect(await namesOf(`/${batchId}?search=A.jpg`)).toEqual(["a.jpg", "a.jpg", "A.JPG"]);
    expect(await namesOf(`/${batchId}?search=a.jpg&status=invalid`)).toEqual(["a.jpg"]);
    expect(await namesOf(`?batch_id=${batchId}&status=Error`)).toEqual([
      "empty.jpg",
      "text.jpg",
      "torn.jpg",
      "huge.png",
      "drawing.svg",
    ]);
    expect(await namesOf(`/${batchId}?category=corrupt_image`)).toEqual(["torn.jpg"]);
    expect(await namesOf(`/${batchId}?search=nowhere`)).toEqual([]);
    const unfiltered = await fetch(`${system.url}/api/check-logo/batch/export-csv/${batchId}?status=&search=`);
    expect(await unfiltered.text()).toBe(csv);
    const wrong = await fetch(`${system.url}/api/check-logo/batch/export-csv/${batchId}?status=maybe`);
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { code: "invalid_request" }]);
  });

  test("refuses a second submission under its id", async () => {
    const again = await caller.post(
      "/api/check-logo/batch",
      formOf([["b.jpg", await markedPicture()]], { batch_id: batchId }),
    );
    expect(again.status).toBe(409);
    const reset = await caller.post("/api/init-batch", { batch_id: batchId, total: 3 });
    expect(reset.status).toBe(409);
  });
});

test("a file over the limit is left out by name, the others are accepted", async () => {
  const big = Buffer.alloc(300_001, 1);
  const response = await caller.submit(
    formOf(
      [
        ["big.jpg", big],
        ["ok.jpg", await markedPicture()],
      ],
      {},
      "files[]",
    ),
  );
  expect(response).toMatchObject({ total: 1, skipped: [{ name: "big.jpg", reason: "larger than 300000 bytes" }] });
  await caller.untilDone(response.batch_id);
  expect((await caller.results(response.batch_id)).map((result) => result.Image_Path_or_URL)).toEqual(["ok.jpg"]);
});

test("what the sender left out stands with what the server leaves out", async () => {
  const left_out = JSON.stringify({ skipped: [{ name: "b.heic", reason: "HEIC" }], skipped_count: 3 });
  const files: Array<[string, Uint8Array]> = [
    ["ok.jpg", await markedPicture()],
    ["big.jpg", Buffer.alloc(300_001, 1)],
  ];
  const expected = {
    skipped: [
      { name: "b.heic", reason: "HEIC" },
      { name: "big.jpg", reason: "larger than 300000 bytes" },
    ],
    skipped_count: 4,
  };
  const response = await caller.submit(formOf(files, { left_out }));
  expect(response).toMatchObject({ total: 1, ...expected, message: "Accepted 1 image. 4 left out." });
  expect(await caller.getJson(`/api/check-logo/batch/${response.batch_id}/status`)).toMatchObject(expected);
  const list = { image_paths: ["http://x.test/a.jpg"], left_out };
  expect(await caller.submit(list)).toMatchObject({ skipped_count: 3, skipped: [{ name: "b.heic" }] });
  for (const wrong of ["[", "[]", "x".repeat(9_000), '{"skipped":[{"name":1}],"skipped_count":1}']) {
    const refused = await caller.post("/api/check-logo/batch", { ...list, left_out: wrong });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("left_out")]);
  }
});

test("an upload that breaks off leaves nothing behind", async () => {
  const before = await readdir(system.exportsDir);
  const broken = fetch(`${system.url}/api/check-logo/batch`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=x" },
    body: '--x\r\ncontent-disposition: form-data; name="files"; filename="a.jpg"\r\n\r\nhalf of it',
  });
  expect((await broken).status).toBe(400);
  expect(await readdir(system.exportsDir)).toEqual(before);
  expect(await readdir(join(system.exportsDir, ".staging"))).toEqual([]);
});
