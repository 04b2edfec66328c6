import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
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
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
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
  await symlink(join(dir, "not there"), join(fixed, "broken.jpg"));
  const { code, out, err } = await checkLogos("correct", id, fixed);
  expect([code, out]).toEqual([2, "1 images: 1 valid, 0 invalid, 0 failed\n"]);
  expect(err).toContain("1 corrected image is checked again. 1 file not used.");
  expect(err).toContain("not sent: broken.jpg: ENOENT");
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

test("links to images are checked, and what cannot be read in a folder is named", async () => {
  const folder = await mkdtemp(join(dir, "links-"));
  await writeFile(join(dir, "target.jpg"), await markedPicture());
  await symlink(join(dir, "target.jpg"), join(folder, "good.jpg"));
  await symlink(folder, join(folder, "circle"));
  const first = await checkLogos(folder);
  expect([first.code, first.out]).toEqual([0, "1 images: 1 valid, 0 invalid, 0 failed\n"]);
  expect(first.err).toContain("1 link to a folder left out");
  await symlink(join(dir, "nowhere.jpg"), join(folder, "broken.jpg"));
  const second = await checkLogos(folder);
  expect([second.code, second.out]).toEqual([2, first.out]);
  expect(second.err).toContain("not sent: broken.jpg: ENOENT");
  await rm(join(folder, "good.jpg"));
  expect((await checkLogos(folder)).err).toContain("No file could be sent. broken.jpg: ENOENT");
});

test("a control character in a name does not prevent the check", async () => {
  const folder = join(dir, "control");
  await mkdir(folder, { recursive: true });
  for (const name of ["\u001b[31mred.jpg", "tab\tbed.jpg", "line\nbreak.jpg"])
    await writeFile(join(folder, name), await markedPicture());
  expect(await checkLogos(folder)).toMatchObject({ code: 0, out: "3 images: 3 valid, 0 invalid, 0 failed\n" });
});

test("a reader that ends early, like head, does not change the exit code", async () => {
  const path = join(dir, "piped.jpg");
  await writeFile(path, await markedPicture());
  const child = spawn(process.execPath, [`${root}apps/cli/dist/main.js`, path], {
    env: { ...process.env, NODE_OPTIONS: "", SYMPHONY_URL: system.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  expect((await once(child, "exit"))[0]).toBe(0);
});

test("names a file that the results cannot be written to", async () => {
  const path = join(dir, "unsaved.jpg");
  await writeFile(path, await markedPicture());
  const { code, out, err } = await checkLogos(path, "--csv", join(dir, "no", "folder.csv"));
  expect([code, out]).toEqual([2, "1 images: 1 valid, 0 invalid, 0 failed\n"]);
  expect(err).toContain("folder.csv cannot be written: ENOENT");
});

test("reports in a sentence why nothing can be checked, and exits with 2", async () => {
  await mkdir(join(dir, "empty"));
  await writeFile(join(dir, "prose.txt"), "once upon a time");
  await writeFile(join(dir, "mixed.txt"), "https://example.com/a.jpg\nphotos/b.jpg\n");
  const cases: Array<[string[], string]> = [
    [[], "Usage: npm run check-logos -- <folder"],
    [[join(dir, "nowhere")], "does not exist"],
    [[join(dir, "prose.txt")], "nor a list of http addresses"],
    [[join(dir, "empty")], "There is no image in"],
    [[join(dir, "mixed.txt")], 'it also has "photos/b.jpg"'],
    [[join(dir, "prose.txt"), "--url", "http://me:secret@localhost:8000"], "no user name and no password"],
    [[join(dir, "prose.txt"), "--url", "http://localhost:8000/?batch=1"], "must end before ? and #"],
    [[join(dir, "prose.txt"), "--url", "http:8000"], "--url must look like"],
    [[join(dir, "prose.txt"), "--api-key", "one\ntwo"], "characters that cannot be sent"],
    [[join(dir, "empty"), "--url", "nonsense"], "--url must look like"],
  ];
  const outcomes = await Promise.all(cases.map(([args]) => checkLogos(...args)));
  expect(outcomes).toMatchObject(cases.map(([, sentence]) => ({ code: 2, err: expect.stringContaining(sentence) })));
});

/** A folder of 24 MB: two parts. */
async function largeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(dir, name));
  for (let i = 0; i < 24; i += 1)
    await writeFile(join(folder, `${i}.jpg`), Buffer.concat([await markedPicture(i), randomBytes(1_000_000)]));
  return folder;
}

interface Line {
  url: string;
  /** Bytes from the client so far. */
  passed(): number;
  /** Lets everything pass from now on. */
  open(): void;
  close(): void;
}

/** A line to the API that does something to a connection when so many bytes came in all. */
async function lineTo(atBytes: number, trouble: "breaks" | "stalls"): Promise<Line> {
  let [all, isOpen] = [0, false];
  const stalled = new Set<Socket>();
  const server = createTcpServer((client) => {
    const api = connect(Number(new URL(system.url).port), "127.0.0.1");
    client.on("data", (data: Buffer) => {
      const before = all;
      all += data.length;
      api.write(data);
      if (isOpen || all < atBytes) return;
      if (trouble === "stalls") stalled.add(client.pause());
      else if (Math.floor(all / atBytes) > Math.floor(before / atBytes)) client.destroy();
    });
    api.on("data", (data) => void client.write(data));
    for (const socket of [client, api]) socket.on("error", () => undefined);
    client.on("close", () => api.destroy());
    api.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: () => all,
    open() {
      isOpen = true;
      for (const each of stalled) each.resume();
    },
    close: () => void server.close(),
  };
}

test("sends a large folder in parts, over a line that breaks again and again", async () => {
  const folder = await largeFolder("broken-line");
  const line = await lineTo(7_000_000, "breaks");
  const { code, out, err } = await checkLogos(folder, "--url", line.url, "--resume", join(dir, "broken.json"));
  line.close();
  expect([code, out]).toEqual([0, "24 images: 24 valid, 0 invalid, 0 failed\n"]);
  expect(err).toMatch(/sending [\d.]+ of 24\.\d MB, \d+ files/);
  expect(err).toContain("Trying again");
  // What was on its way comes twice, and no more: without resuming, two of three attempts would be lost.
  expect(line.passed()).toBeLessThan(40_000_000);
});

test("the same command goes on after it was killed: with its parts, and with the batch that it made", async () => {
  const folder = await largeFolder("killed");
  const state = join(dir, "killed.json");
  const line = await lineTo(18_000_000, "stalls");
  const slow = start(folder, "--url", line.url, "--resume", state);
  await until(() => line.passed() >= 18_000_000, "much of it is sent");
  process.kill(slow.pid as number, "SIGKILL");
  await slow.outcome;
  line.close();
  const second = await lineTo(Infinity, "stalls");
  // State and place stay the same: the address of the server is part of neither, because the file is named.
  const command = start(folder, "--url", second.url, "--resume", await moved(state, line.url, second.url));
  await until(() => command.errors().includes("batch="), "the batch is made");
  const draftId = (JSON.parse(await readFile(state, "utf8")) as { draft?: { id: string } }).draft?.id;
  process.kill(command.pid as number, "SIGKILL");
  await command.outcome;
  expect(second.passed()).toBeLessThan(20_000_000);
  const { code, out, err } = await checkLogos(folder, "--url", second.url, "--resume", state);
  second.close();
  expect([code, out]).toEqual([0, "24 images: 24 valid, 0 invalid, 0 failed\n"]);
  expect(batchIn(err)).toBe(batchIn(command.errors()));
  // The parts named it before it was made, so that they could be checked ahead.
  expect(batchIn(err)).toBe(draftId);
  // It is over: another start is another check.
  expect(existsSync(state)).toBe(false);
});

const batchIn = (text: string): string | undefined => /batch=([0-9a-f-]{36})/.exec(text)?.[1];

/** The same state for another address of the same server. */
async function moved(file: string, from: string, to: string): Promise<string> {
  await writeFile(file, (await readFile(file, "utf8")).replaceAll(from, to));
  return file;
}

test("a file that cannot be sent costs only itself, and is named", async () => {
  const folder = await mkdtemp(join(dir, "one-missing"));
  for (let i = 10; i < 30; i += 1) {
    await writeFile(join(folder, `${i}.jpg`), await markedPicture(i));
    // What comes after the end of a JPEG is part of the file.
    await truncate(join(folder, `${i}.jpg`), 3_000_000);
  }
  const line = await lineTo(10_000_000, "stalls");
  const command = start(folder, "--url", line.url, "--resume", join(dir, "missing.json"));
  await until(() => line.passed() > 10_000_000, "it sends");
  // Of the fourth part, which nobody has looked at yet.
  await rm(join(folder, "27.jpg"));
  line.open();
  const { code, err, out } = await command.outcome;
  line.close();
  expect([code, out]).toEqual([2, "19 images: 19 valid, 0 invalid, 0 failed\n"]);
  expect(err).toMatch(/not sent: 27\.jpg: ENOENT/);
});

test("checks the images of a batch again that ended in an error", async () => {
  const folder = join(dir, "with-error");
  await mkdir(folder);
  await writeFile(join(folder, "torn.jpg"), "no image");
  await writeFile(join(folder, "a.jpg"), await markedPicture());
  const id = /batch=([0-9a-f-]{36})/.exec((await checkLogos(folder)).err)?.[1] ?? "";
  const { code, out } = await checkLogos("retry", id);
  expect([code, out]).toEqual([2, expect.stringContaining("2 images: 1 valid, 0 invalid, 1 failed\n")]);
  expect((await checkLogos("retry", "b.jpg")).code).toBe(2);
});

test("sends a folder of 300 MB without having it in memory", async () => {
  const folder = await mkdtemp(join(dir, "large"));
  for (let i = 0; i < 300; i += 1) {
    await writeFile(join(folder, `${i}.jpg`), "");
    await truncate(join(folder, `${i}.jpg`), 1_000_000);
  }
  let bytes = 0;
  let peakKb = 0;
  const sink = createServer((request, response) => {
    let length = 0;
    request.on("data", (part: Buffer) => (length += part.length));
    request.on("end", () => {
      bytes += length;
      peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${check.pid}/status`, "utf8"))?.[1]);
      const isUpload = request.url?.startsWith("/api/uploads") === true;
      response.setHeader("tus-resumable", "1.0.0");
      if (isUpload && request.method === "POST")
        response.writeHead(201, { location: `/api/uploads/${randomUUID()}` }).end();
      else if (isUpload) response.writeHead(204, { "upload-offset": String(length) }).end();
      else response.writeHead(400).end();
    });
  });
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const check = start(folder, "--url", url, "--resume", join(dir, "large.json"));
  expect((await check.outcome).code).toBe(2);
  sink.close();
  expect(bytes).toBeGreaterThan(300_000_000);
  expect(peakKb).toBeGreaterThan(0);
  expect(peakKb).toBeLessThan(300_000);
});
