import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { CorrectionResponse, ItemHistory, ListedResult, ProblemBody, Skipped } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";

const NAMES = ["shoes/a.jpg", "shoes/b.jpg", "broken.jpg", "hats/c.jpg", "bags/c.jpg"];

let system: System;
let caller: Caller;
beforeAll(async () => {
  system = await startSystem({ env: { MAX_RUNS_PER_BATCH: "4" } });
  caller = createCaller(system.url);
}, 60_000);
afterAll(() => system.stop());

/** Of five images the first is Valid, the third is none, and the others are Invalid. */
async function finished(): Promise<string> {
  const bytes = [
    await markedPicture(0),
    await plainPicture(1),
    Buffer.from("no image"),
    await plainPicture(2),
    await plainPicture(3),
  ];
  const { batch_id } = await caller.submit(formOf(NAMES.map((name, i) => [name, bytes[i] as Buffer])));
  await caller.untilDone(batch_id);
  return batch_id;
}

async function correct(id: string, form: FormData): Promise<CorrectionResponse> {
  const response = await caller.post(`/api/batches/${id}/corrections`, form);
  expect([response.status, response.status === 202 ? "" : await response.clone().text()]).toEqual([202, ""]);
  return (await response.json()) as CorrectionResponse;
}

const historyOf = (id: string, seq: number): Promise<ItemHistory> =>
  caller.getJson(`/api/batches/${id}/items/${seq}/history`);

async function verdicts(id: string): Promise<string[]> {
  await caller.untilDone(id);
  return (await caller.results(id)).map(({ Effective }) => Effective);
}

async function bytes(id: string, path: string): Promise<string> {
  const response = await fetch(`${system.url}/api/batches/${id}/items/${path}`);
  return response.status === 200 ? Buffer.from(await response.arrayBuffer()).toString("base64") : `${response.status}`;
}

test("only corrected images are checked again, by name, and what came before stays in their history", async () => {
  const id = await finished();
  const view = await bytes(id, "1/view");
  const response = await correct(
    id,
    formOf([
      ["shoes/b.jpg", await markedPicture(5)],
      ["broken.jpg", await plainPicture(6)],
      ["shoes/a.jpg", await markedPicture(7)],
      ["unknown.jpg", await markedPicture(8)],
      ["c.jpg", await markedPicture(9)],
    ]),
  );
  expect(response).toMatchObject({
    run: 1,
    message: "2 corrected images are checked again. 3 files not used.",
    corrected: [
      { seq: 1, name: "shoes/b.jpg", file: "shoes/b.jpg" },
      { seq: 2, name: "broken.jpg", file: "broken.jpg" },
    ],
    skipped_count: 3,
  });
  const reasons = Object.fromEntries(response.skipped.map(({ name, reason }: Skipped) => [name, reason]));
  expect(reasons["shoes/a.jpg"]).toMatch(/^the image of this name is Valid/);
  expect(reasons["unknown.jpg"]).toBe("the batch has no image of this name");
  expect(reasons["c.jpg"]).toMatch(/^2 images that failed have this name/);
  expect(await verdicts(id)).toEqual(["Valid", "Valid", "Invalid", "Invalid", "Invalid"]);

  const history = await historyOf(id, 1);
  expect(history.files.map(({ corrected_in, result }) => [corrected_in, result?.Is_Valid])).toEqual([
    [0, "Invalid"],
    [1, "Valid"],
  ]);
  expect((await historyOf(id, 0)).files).toHaveLength(1);
  expect(await bytes(id, "1/view")).not.toBe(view);
  expect(await bytes(id, "1/view?corrected_in=0")).toBe(view);
  expect(await bytes(id, "1/view?corrected_in=1")).toBe(await bytes(id, "1/view"));
  expect((await bytes(id, "1/marks/0")).length).toBeGreaterThan(100);
  const { results } = await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${id}/results`);
  expect(results.map(({ Corrected_In }) => Corrected_In)).toEqual([undefined, 1, 1, undefined, undefined]);
  const record = await caller.getJson<{ runs: Array<{ items: number; corrected: number; changed: number }> }>(
    `/api/batches/${id}`,
  );
  expect(record.runs[1]).toMatchObject({ items: 2, corrected: 2, changed: 2 });
});

// Browsers kept the picture of the earlier file for a day, and a comparison of before and after showed it as the new one.
test("a picture is asked for again after a correction, and one that is still the same is not sent twice", async () => {
  const id = await finished();
  const read = async (path: string, etag?: string | null): Promise<Response> => {
    // As browsers ask; `fetch` alone would say no-cache.
    const headers = new Headers({ "cache-control": "max-age=0" });
    if (etag != null) headers.set("if-none-match", etag);
    const response = await fetch(`${system.url}/api/batches/${id}/items/${path}`, { headers });
    await response.arrayBuffer();
    return response;
  };
  const paths = ["0/thumbnail", "0/view", "0/marks/0"];
  for (const path of paths) {
    const first = await read(path);
    expect([path, first.status, first.headers.get("cache-control")]).toEqual([path, 200, "private, no-cache"]);
    expect([path, (await read(path, first.headers.get("etag"))).status]).toEqual([path, 304]);
  }
  const etag = (await read("1/view")).headers.get("etag");
  await correct(id, formOf([["shoes/b.jpg", await markedPicture(5)]]));
  await caller.untilDone(id);
  expect((await read("1/view", etag)).status).toBe(200);
  const [earlier, named] = [await read("1/view?corrected_in=0", etag), await read("1/view?corrected_in=1")];
  expect([earlier.status, named.headers.get("cache-control")]).toEqual([304, "private, max-age=60"]);
});

test("an image is corrected again, by its number, and a decision about an earlier file counts no more", async () => {
  const id = await finished();
  const decide = (seq: number, verdict: string): Promise<Response> =>
    fetch(`${system.url}/api/batches/${id}/items/${seq}/review`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ verdict }),
    });
  await decide(0, "Invalid");
  await correct(id, formOf([["new.png", await markedPicture(5)]], { seqs: "0" }));
  expect(await verdicts(id)).toEqual(["Valid", "Invalid", "Error", "Invalid", "Invalid"]);
  await decide(0, "Invalid");
  await correct(
    id,
    formOf(
      [
        ["first.jpg", await markedPicture(6)],
        ["second.jpg", await markedPicture(7)],
      ],
      { seqs: "0, 4" },
    ),
  );
  expect(await verdicts(id)).toEqual(["Valid", "Invalid", "Error", "Invalid", "Valid"]);
  expect((await historyOf(id, 0)).files.map(({ corrected_in }) => corrected_in)).toEqual([0, 1, 2]);
  const reviews = await caller.getJson<Array<{ verdict: string | null }>>(`/api/batches/${id}/items/0/review`);
  expect(reviews.map(({ verdict }) => verdict)).toEqual(["Invalid", null, "Invalid", null]);
  const threshold = await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.99 });
  expect(threshold.status).toBe(202);
  await caller.untilDone(id);
  expect((await historyOf(id, 0)).files.map(({ result }) => result?.Is_Valid)).toEqual(["Valid", "Valid", "Invalid"]);
});

test("a zip brings corrected files, and one that is no image is an error of its item", async () => {
  const id = await finished();
  const zip = zipOf([
    { name: "bags/c.jpg", bytes: await markedPicture(5) },
    { name: "hats/c.jpg", bytes: Buffer.from("text") },
    { name: "notes.txt", bytes: Buffer.from("notes") },
  ]);
  const { corrected, skipped } = await correct(id, formOf([["fixed.zip", zip]], {}, "zip_file"));
  expect(corrected.map(({ seq }) => seq)).toEqual(expect.arrayContaining([4]));
  expect(skipped.map(({ name }) => name)).toContain("notes.txt");
  expect((await verdicts(id))[4]).toBe("Valid");
});

test("what cannot be corrected is told, and changes nothing", async () => {
  const id = await finished();
  const refused = async (form: FormData): Promise<[number, ProblemBody]> => {
    const response = await caller.post(`/api/batches/${id}/corrections`, form);
    return [response.status, (await response.json()) as ProblemBody];
  };
  const [status, problem] = await refused(formOf([["unknown.jpg", await markedPicture(5)]]));
  expect([status, problem.code, problem.detail]).toEqual([
    400,
    "nothing_to_correct",
    "No file belongs to an image that failed. unknown.jpg: the batch has no image of this name.",
  ]);
  const picture = await markedPicture(5);
  expect((await refused(formOf([["a.jpg", picture]], { seqs: "1,2" })))[1].code).toBe("invalid_request");
  expect((await refused(formOf([["a.jpg", picture]], { seqs: "x" })))[1].code).toBe("invalid_request");
  expect((await refused(formOf([["a.jpg", picture]], { seqs: "99" })))[1].detail).toMatch(/has no image 99/);
  expect((await refused(formOf([])))[1].code).toBe("nothing_to_correct");
  const { runs } = await caller.getJson<{ runs: unknown[] }>(`/api/batches/${id}`);
  expect(runs).toHaveLength(1);
  const draft = await caller.startBatch();
  expect((await caller.post(`/api/batches/${draft}/corrections`, formOf([["a.jpg", picture]]))).status).toBe(409);
});

test("images of URLs get corrected files, too", async () => {
  const { batch_id: id } = await caller.submit({ image_paths: ["http://127.0.0.1:9/shop/x.jpg?size=2"] });
  await caller.untilDone(id);
  const { corrected } = await correct(id, formOf([["x.jpg", await markedPicture(5)]]));
  expect(corrected).toMatchObject([{ seq: 0, name: "http://127.0.0.1:9/shop/x.jpg?size=2" }]);
  expect(await verdicts(id)).toEqual(["Valid"]);
});

test("nobody decides about a file whose correction waits to be inspected", async () => {
  const id = await finished();
  await system.workers[0]?.end("SIGTERM");
  await correct(id, formOf([["shoes/b.jpg", await markedPicture(5)]]));
  const decision = { verdict: "Invalid", reason: null, note: null };
  const review = await fetch(`${system.url}/api/batches/${id}/items/1/review`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(decision),
  });
  expect([review.status, ((await review.json()) as ProblemBody).code]).toEqual([409, "batch_not_finished"]);
  const many = await caller.post(`/api/batches/${id}/reviews`, { filter: { seqs: [1, 3] }, decision });
  expect(await many.json()).toEqual({ matched: 2, changed: 1 });
  system.startWorker();
  expect(await verdicts(id)).toEqual(["Valid", "Valid", "Error", "Invalid", "Invalid"]);
});
