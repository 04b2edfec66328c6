import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { image, startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";

const root = fileURLToPath(new URL("../..", import.meta.url));
let system: System;
let server: ImageServer;
let dir: string;

beforeAll(async () => {
  server = await startImageServer({ "/i/*": image(await markedPicture(), 150) });
  system = await startSystem();
  dir = await mkdtemp(join(tmpdir(), "symphony-cli-"));
});
afterAll(async () => {
  await system.stop();
  await server.close();
  await rm(dir, { recursive: true });
});

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

function start(...args: string[]): { pid: number | undefined; outcome: Promise<Outcome>; errors(): string } {
  const child = spawn(process.execPath, [`${root}apps/cli/dist/main.js`, ...args], {
    env: { ...process.env, NODE_OPTIONS: "", SYMPHONY_URL: system.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  return {
    pid: child.pid,
    outcome: once(child, "close").then(([code]) => ({ code: code as number | null, out, err })),
    errors: () => err,
  };
}
const checkLogos = (...args: string[]): Promise<Outcome> => start(...args).outcome;

test("takes the images of a folder as the page does, and counts the other files", async () => {
  const folder = join(dir, "mixed");
  await mkdir(join(folder, "@eaDir"), { recursive: true });
  for (const name of ["no extension", "renamed.heic", "a.mpo", "@eaDir/thumb.jpg"])
    await writeFile(join(folder, name), await markedPicture());
  for (const name of ["notes.txt", "LICENSE", "Thumbs.db"]) await writeFile(join(folder, name), "no image");
  const { code, out, err } = await checkLogos(folder);
  expect([code, out]).toEqual([0, "3 images: 3 valid, 0 invalid, 0 failed\n"]);
  expect(err).toContain("2 other files in the folder left out: no images");
});

test("saves a report of a batch to a file, in each format", async () => {
  const folder = join(dir, "reported");
  await mkdir(folder);
  await writeFile(join(folder, "a.jpg"), await markedPicture());
  await writeFile(join(folder, "b.jpg"), await plainPicture());
  const checked = await checkLogos(folder);
  const id = /batch=([0-9a-f-]{36})/.exec(checked.err)?.[1] ?? "";
  for (const [format, begin] of Object.entries({
    html: "<!doctype",
    xlsx: "PK",
    csv: "Image",
    jsonl: '{"Image',
    images: "PK",
    yolo: "PK",
  })) {
    const file = join(dir, `report.${format}`);
    const { code, out } = await checkLogos("report", id, "--format", format, "--out", file);
    expect([format, code, out]).toEqual([format, 0, `${file}\n`]);
    expect((await readFile(file, "utf8")).trimStart().slice(0, begin.length)).toBe(begin);
  }
  const file = join(dir, "invalid.jsonl");
  await checkLogos("report", id, "--format", "jsonl", "--filter", "effective=Invalid", "--out", file);
  expect((await readFile(file, "utf8")).trim().split("\n")).toHaveLength(1);
  for (const wrong of [
    ["report", id, "--format", "pdf"],
    ["report", "b.jpg"],
    ["report", "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21"],
  ])
    expect((await checkLogos(...wrong)).code).toBe(2);
});

test("sends corrected files into a finished batch, and tells which were not used", async () => {
  const [folder, fixed] = [join(dir, "before"), join(dir, "fixed")];
  for (const each of [folder, fixed]) await mkdir(each);
  await writeFile(join(folder, "a.jpg"), await plainPicture());
  const checked = await checkLogos(folder);
  const id = /batch=([0-9a-f-]{36})/.exec(checked.err)?.[1] ?? "";
  expect(checked.code).toBe(1);
  for (const name of ["a.jpg", "other.jpg"]) await writeFile(join(fixed, name), await markedPicture());
  const { code, out, err } = await checkLogos("correct", id, fixed);
  expect([code, out]).toEqual([0, "1 images: 1 valid, 0 invalid, 0 failed\n"]);
  expect(err).toContain("1 corrected image is checked again. 1 file not used.");
  expect(err).toContain("not used: other.jpg: the batch has no image of this name");
  expect((await checkLogos("correct", id, fixed)).code).toBe(2);
  expect((await checkLogos("correct", "x", fixed)).code).toBe(2);
});

test("checks every image below a folder in natural order and saves the CSV", async () => {
  const folder = join(dir, "shop");
  await mkdir(join(folder, "shoes 10"), { recursive: true });
  await mkdir(join(folder, "shoes 9"));
  await writeFile(join(folder, "shoes 9", 'a "b".jpg'), await markedPicture());
  await writeFile(join(folder, "shoes 10", "photo 10.jpg"), await markedPicture());
  await writeFile(join(folder, "shoes 10", "photo 9.jpg"), await markedPicture());
  await writeFile(join(folder, "c.jpg"), await plainPicture());
  await writeFile(join(folder, "notes.txt"), "not sent");
  await writeFile(join(folder, ".hidden.jpg"), "not sent");
  const { code, out } = await checkLogos(folder, "--csv", join(dir, "out.csv"));
  expect([code, out]).toEqual([1, `Invalid: c.jpg\n4 images: 3 valid, 1 invalid, 0 failed\n${join(dir, "out.csv")}\n`]);
  const csv = await readFile(join(dir, "out.csv"), "utf8");
  expect(csv.trimEnd().split("\r\n").slice(1)).toEqual([
    expect.stringMatching(/^c\.jpg,Invalid,/),
    expect.stringMatching(/^"shoes 9\/a ""b""\.jpg",Valid,/),
    expect.stringMatching(/^shoes 10\/photo 9\.jpg,Valid,/),
    expect.stringMatching(/^shoes 10\/photo 10\.jpg,Valid,/),
  ]);

  await writeFile(join(folder, "torn.jpg"), "no image");
  expect(await checkLogos(folder)).toMatchObject({ code: 2, out: expect.stringContaining("Error: torn.jpg: ") });
});

test("exits with 0 when every image of a zip is valid", async () => {
  await writeFile(
    join(dir, "all.zip"),
    zipOf([
      { name: "a.jpg", bytes: await markedPicture(1) },
      { name: "read me.txt", bytes: Buffer.from("hello") },
    ]),
  );
  const { code, out, err } = await checkLogos(join(dir, "all.zip"));
  expect([code, out]).toEqual([0, "1 images: 1 valid, 0 invalid, 0 failed\n"]);
  expect(err).toContain("skipped: read me.txt: not an image");
});

test("follows a list of addresses through a restart of the server", async () => {
  const list = ["# the shop's pictures", "", ...Array.from({ length: 60 }, (_, i) => `${server.url}/i/${i}.jpg`)];
  await writeFile(join(dir, "urls.txt"), list.join("\n"));
  const check = start(join(dir, "urls.txt"));
  await until(() => check.errors().includes("valid, "), "progress is shown");
  await system.api.end("SIGKILL");
  await until(() => check.errors().includes("Trying again"), "the broken connection is reported");
  await system.startApi();
  expect(await check.outcome).toMatchObject({ code: 0, out: "60 images: 60 valid, 0 invalid, 0 failed\n" });
});

test("reports in a sentence why nothing can be checked, and exits with 2", async () => {
  await mkdir(join(dir, "empty"));
  await writeFile(join(dir, "prose.txt"), "once upon a time");
  const cases: Array<[string[], string]> = [
    [[], "Usage: "],
    [[join(dir, "nowhere")], "does not exist"],
    [[join(dir, "prose.txt")], "nor a list of http addresses"],
    [[join(dir, "empty")], "Files, zip file, or URLs required"],
    [[join(dir, "empty"), "--url", "nonsense"], "--url must look like"],
  ];
  const outcomes = await Promise.all(cases.map(([args]) => checkLogos(...args)));
  expect(outcomes).toMatchObject(cases.map(([, sentence]) => ({ code: 2, err: expect.stringContaining(sentence) })));
});

test("sends a folder of 300 MB without having it in memory", async () => {
  const folder = join(dir, "large");
  await mkdir(folder);
  for (let i = 0; i < 300; i += 1) {
    await writeFile(join(folder, `${i}.jpg`), "");
    await truncate(join(folder, `${i}.jpg`), 1_000_000);
  }
  let bytes = 0;
  let peakKb = 0;
  const sink = createServer((request, response) => {
    request.on("data", (part: Buffer) => (bytes += part.length));
    request.on("end", () => {
      peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${check.pid}/status`, "utf8"))?.[1]);
      response.writeHead(400).end();
    });
  });
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  const check = start(folder, "--url", `http://127.0.0.1:${(sink.address() as AddressInfo).port}`);
  expect((await check.outcome).code).toBe(2);
  sink.close();
  expect(bytes).toBeGreaterThan(300_000_000);
  expect(peakKb).toBeGreaterThan(0);
  expect(peakKb).toBeLessThan(250_000);
});
