import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Result } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { zipOf as packed } from "@symphony/test-support/zip";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import sharp from "sharp";

const { Open } = createRequire(new URL("../../apps/api/package.json", import.meta.url))("unzipper") as {
  Open: { buffer(bytes: Buffer): Promise<{ files: Array<{ path: string; buffer(): Promise<Buffer> }> }> };
};

const PUBLIC_URL = "http://check.example:8000";
/** Names that are markup, a formula, a way out of the folder, and one that another one of differs by case only. */
const NAMES = [
  "shoes/a.jpg",
  '<img src=x onerror="alert(1)">.jpg',
  "=1+1.jpg",
  "../../etc/b.jpg",
  "Shoes/A.jpg",
  "broken.jpg",
];

let system: System;
let caller: Caller;
let id: string;
let sent: Buffer[];

beforeAll(async () => {
  system = await startSystem({ env: { PUBLIC_URL } });
  caller = createCaller(system.url);
  sent = [
    await markedPicture(0),
    await plainPicture(1),
    await plainPicture(2),
    await markedPicture(3),
    await markedPicture(4),
  ];
  sent.push(Buffer.from("no image"));
  id = (await caller.submit(formOf(NAMES.map((name, i) => [name, sent[i] as Buffer])))).batch_id;
  await caller.untilDone(id);
  await fetch(`${system.url}/api/batches/${id}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title: "Shoes <1>", supplier: "Bob & Co", note: "first delivery" }),
  });
  await review(1, { verdict: "Invalid", reason: "old logo", note: "<b>see</b> page 3" });
  await review(3, { verdict: "Invalid" });
  await review(4, { verdict: "Valid" });
  await review(2, { verdict: "Valid" });
}, 60_000);
afterAll(() => system.stop());

async function review(seq: number, decision: object): Promise<void> {
  const response = await fetch(`${system.url}/api/batches/${id}/items/${seq}/review`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(decision),
  });
  expect(response.status).toBe(200);
}

const get = (path: string, batch = id): Promise<Response> => fetch(`${system.url}/api/batches/${batch}/${path}`);
const textOf = async (path: string): Promise<string> => (await get(path)).text();

async function zipOf(path: string, batch = id): Promise<Map<string, Buffer>> {
  const response = await get(path, batch);
  expect([path, response.status]).toEqual([path, 200]);
  const { files } = await Open.buffer(Buffer.from(await response.arrayBuffer()));
  expect(new Set(files.map((file) => file.path.toLowerCase())).size).toBe(files.length);
  return new Map(await Promise.all(files.map(async (file) => [file.path, await file.buffer()] as const)));
}

test("lines of JSON are the listed results with the digests of what was sent", async () => {
  const { results } = await caller.getJson<{ results: Array<Record<string, unknown>> }>(`/api/batches/${id}/results`);
  const lines = (await textOf("results.jsonl")).trimEnd().split("\n");
  const digests = sent.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    // Pages also look into other batches.
    results.map(({ Checked_Before: _before, ...each }, i) => ({ ...each, Sha256: digests[i] })),
  );
  expect((await textOf("results.jsonl?effective=invalid")).match(/"seq":\d/g)).toEqual(['"seq":1', '"seq":3']);
});

test("an export has the images of a folder, of a size, or those that people decided against the machine", async () => {
  const namesOf = async (filter: string): Promise<string[]> =>
    (await textOf(`results.jsonl?${filter}`))
      .trimEnd()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => (JSON.parse(line) as { Image_Path_or_URL: string }).Image_Path_or_URL);
  expect(await namesOf("folder=shoes")).toEqual(["shoes/a.jpg"]);
  expect(await namesOf("folder=sho")).toEqual([]);
  // Not of the one that could not be read: its size is not known.
  expect(await namesOf("size=small")).toHaveLength(5);
  expect(await namesOf("size=huge")).toEqual([]);
  expect((await get("results.jsonl?size=tiny")).status).toBe(400);
  const { results } = await caller.getJson<{ results: Result[] }>(`/api/batches/${id}/results`);
  const overridden = results.filter(({ Review, Is_Valid }) => Review != null && Review.verdict !== Is_Valid);
  expect(overridden.length).toBeGreaterThan(0);
  expect(await namesOf("overridden=1")).toEqual(overridden.map((result) => result.Image_Path_or_URL));
  const csv = await fetch(`${system.url}/api/check-logo/batch/export-csv/${id}?folder=shoes`);
  expect((await csv.text()).trimEnd().split("\r\n")).toHaveLength(2);
});

test("the report says what failed and why, what was left out, and runs nothing", async () => {
  const response = await get("report.html");
  expect(response.headers.get("content-disposition")).toBe(`inline; filename="logo_detection_report_${id}.html"`);
  expect(response.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'unsafe-inline'; img-src data:/,
  );
  const report = await response.text();
  expect(report).not.toMatch(/<script|<b>see|<img src=x/);
  for (const text of [
    "3 valid, 2 invalid, 1 error<",
    "<h2>Invalid: 2, errors: 1</h2>",
    "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;.jpg",
    "old logo: &lt;b&gt;see&lt;/b&gt; page 3",
    "overrides Valid",
    "<h1>Shoes &lt;1&gt;</h1>",
    "Bob &amp; Co",
    "first delivery",
    "red-patch 0.5",
    "<dt>Models</dt>",
    createHash("sha256")
      .update(sent[1] as Buffer)
      .digest("hex"),
    "data:image/jpeg;base64,",
    `${PUBLIC_URL}/?batch=${id}&amp;image=1`,
  ])
    expect(report).toContain(text);
  expect(report.indexOf("broken.jpg")).toBeLessThan(report.indexOf("shoes/a.jpg"));
  expect((await textOf("report.html?effective=Error")).match(/<tr>/g)).toHaveLength(2);
});

test("report, workbook and lines of JSON name what was left out of the batch", async () => {
  const notes = Array.from({ length: 250 }, (_, i) => ({ name: `<notes>${i}.txt`, bytes: Buffer.from("notes") }));
  const zip = packed([{ name: "a.jpg", bytes: await markedPicture(9) }, ...notes]);
  const { batch_id } = await caller.submit(formOf([["photos.zip", zip]], {}, "zip_file"));
  await caller.untilDone(batch_id);
  const report = await (await get("report.html", batch_id)).text();
  expect(report).toMatch(/Left out of the batch: 250<[^]*&lt;notes&gt;0\.txt<[^]*not an image/);

  const parts = await zipOf("report.xlsx", batch_id);
  expect(String(parts.get("xl/workbook.xml"))).toMatch(/name="Results"[^]*name="Left out"/);
  expect(String(parts.get("xl/worksheets/sheet1.xml"))).not.toContain("notes");
  const sheet = String(parts.get("xl/worksheets/sheet2.xml"));
  expect(sheet).toMatch(/<row r="2">[^]*&lt;notes&gt;0\.txt<[^]*>not an image[^]*<row r="202">[^]*>50 more</);

  const lines = async (query = ""): Promise<Array<Record<string, unknown>>> => {
    const text = await (await get(`results.jsonl${query}`, batch_id)).text();
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const all = await lines();
  expect(all.map(({ type }) => type)).toEqual([
    undefined,
    ...Array.from({ length: 200 }, () => "left_out"),
    "left_out_unlisted",
  ]);
  expect(all.slice(1, 2)).toEqual([
    { type: "left_out", name: "<notes>0.txt", reason: expect.stringMatching(/^not an image/) },
  ]);
  expect(all.at(-1)).toEqual({ type: "left_out_unlisted", count: 50 });
  expect((await lines("?effective=Valid")).map(({ type }) => type)).toEqual([undefined]);
});

test("the workbook has the columns of the CSV, pictures of what failed, and no formula from outside", async () => {
  const parts = await zipOf("report.xlsx");
  const sheet = String(parts.get("xl/worksheets/sheet1.xml"));
  const csv = await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${id}`)).text();
  const head = (csv.split("\r\n")[0] as string).split(",");
  const row = (n: number): string => new RegExp(`<row r="${n}".*?</row>`).exec(sheet)?.[0] ?? "";
  expect([...row(1).matchAll(/>([^<>]+)<\/t>/g)].map(([, text]) => text)).toEqual(["Picture", "Link", ...head]);
  expect(row(4)).toMatch(/<c r="C4" s="2" t="inlineStr"><is><t xml:space="preserve">=1\+1\.jpg<\/t>/);
  expect(sheet.match(/<f>(?!HYPERLINK\(&quot;http:\/\/check\.example)/)).toBeNull();
  expect(sheet.match(/<f>/g)).toHaveLength(NAMES.length);
  expect(sheet).toContain('state="frozen"');
  expect(sheet).toContain('<autoFilter ref="A1:T7"/>');
  const pictures = [...parts.keys()].filter((name) => name.startsWith("xl/media/"));
  expect(pictures).toEqual(["xl/media/picture1.jpg", "xl/media/picture2.jpg"]);
  for (const picture of pictures) expect((await sharp(parts.get(picture)).metadata()).format).toBe("jpeg");
  const none = await zipOf("report.xlsx?search=nothing");
  expect([...none.keys()].filter((name) => /drawing|media/.test(name))).toEqual([]);
});

test("images come in a folder for each verdict, under safe names of their own, byte by byte", async () => {
  const all = await zipOf("images.zip");
  expect([...all.keys()]).toEqual([
    "Valid/shoes/a.jpg",
    "Invalid/_img src=x onerror=_alert(1)__.jpg",
    "Valid/=1+1.jpg",
    "Invalid/etc/b.jpg",
    "Valid/Shoes/A (2).jpg",
    "Error/broken.jpg",
  ]);
  expect([...all.values()].map((bytes, i) => bytes.equals(sent[i] as Buffer))).toEqual(sent.map(() => true));
  expect([...(await zipOf("images.zip?effective=Invalid&search=etc")).keys()]).toEqual(["Invalid/etc/b.jpg"]);
});

test("a dataset has reviewed images; Invalid is background, and Valid without a box is left out", async () => {
  const yolo = await zipOf("dataset.zip?format=yolo");
  const labels = [...yolo]
    .filter(([name]) => name.startsWith("labels/"))
    .map(([name, text]) => [name.slice(-12), String(text)]);
  expect(labels).toEqual([
    [expect.stringMatching(/.txt$/), ""],
    [expect.stringMatching(/b.txt$/), ""],
    [expect.stringMatching(/A.txt$/), expect.stringMatching(/^0 0\.\d{6} 0\.\d{6} 0\.\d{6} 0\.\d{6}\n$/)],
  ]);
  const images = [...yolo.keys()].filter((name) => name.startsWith("images/"));
  expect(images.map((name) => name.replace("images", "labels").replace(/jpg$/, "txt"))).toEqual(
    [...yolo.keys()].filter((name) => name.startsWith("labels/")),
  );
  expect(String(yolo.get("data.yaml"))).toMatch(/train: images\/train\n[^]*names:\n {2}0: "/);
  expect(String(yolo.get("README.txt"))).toMatch(
    /^1 with boxes[^]*^2 without boxes[^]*^1 of these are hard[^]*^1 that a person/m,
  );
  expect(String(yolo.get("index.csv"))).toContain('"old logo"');
  const all = await zipOf("dataset.zip?format=yolo&all=1");
  expect([...all.keys()].filter((name) => name.startsWith("images/"))).toHaveLength(4);
});

test("a COCO dataset measures its boxes in the pixels of its images", async () => {
  const coco = await zipOf("dataset.zip?format=coco&all=1&effective=Valid");
  const splits = ["train", "val", "test"].map((split) => {
    return JSON.parse(String(coco.get(`annotations/instances_${split}.json`))) as {
      images: Array<{ id: number; file_name: string; width: number; height: number }>;
      annotations: Array<{ image_id: number; bbox: number[]; category_id: number }>;
      categories: Array<{ id: number }>;
    };
  });
  expect(splits.flatMap(({ images }) => images)).toHaveLength(2);
  for (const { images, annotations, categories } of splits) {
    for (const { width, height } of images) expect([width, height]).toEqual([160, 160]);
    for (const { bbox, category_id, image_id } of annotations) {
      expect(categories.map((each) => each.id)).toContain(category_id);
      expect(images.map((each) => each.id)).toContain(image_id);
      const [left = 0, top = 0, width = 0, height = 0] = bbox;
      expect(left + width <= 160 && top + height <= 160 && width > 20 && height > 15).toBe(true);
    }
  }
});

test("a download that is only asked about takes no turn from others", async () => {
  for (const file of ["report.html", "report.xlsx", "images.zip"]) {
    for (let i = 0; i < 10; i += 1) {
      const { status } = await fetch(`${system.url}/api/batches/${id}/${file}`, { method: "HEAD" });
      expect([file, status]).toEqual([file, 200]);
    }
    expect((await get(file)).status).toBe(200);
  }
});

test("only a finished batch is handed on", async () => {
  const draft = await caller.startBatch();
  for (const file of ["results.jsonl", "report.html", "report.xlsx", "images.zip", "dataset.zip?format=yolo"])
    expect([file, (await get(file, draft)).status]).toEqual([file, 409]);
  expect((await get("dataset.zip")).status).toBe(400);
  expect((await get("images.zip", "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21")).status).toBe(404);
});
