import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { ENTRIES, startProcess, startSystem, until } from "@symphony/test-support/system";
import type { RunningProcess, System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { freePort } from "../../tools/redis.mjs";

/** Folders of a share that become batches by themselves, with two processes that watch the same share. */

let share: string;
let settings: Record<string, string>;
let system: System;
let second: RunningProcess;
let caller: Caller;

beforeAll(async () => {
  share = await mkdtemp(join(tmpdir(), "symphony-share-"));
  settings = { WATCH_DIR: share, WATCH_EVERY_MS: "200", WATCH_REST_MS: "1000", MAX_BATCH_ITEMS: "30" };
  system = await startSystem({ env: settings });
  second = startProcess(ENTRIES.api, {
    ...process.env,
    ...settings,
    NODE_OPTIONS: "",
    REDIS_URL: system.redis.url,
    EXPORTS_DIR: system.exportsDir,
    HOST: "127.0.0.1",
    PORT: String(await freePort()),
  });
  caller = createCaller(system.url);
});
afterAll(async () => {
  await second.end("SIGTERM");
  await system.stop();
  await rm(share, { recursive: true, force: true, maxRetries: 3 });
});

/** Fills a folder beside the share, and moves it there as a copying program may. */
async function fill(name: string, files: Record<string, Buffer | string>): Promise<string> {
  const folder = join(share, name);
  for (const [file, bytes] of Object.entries(files)) {
    await mkdir(join(folder, file, ".."), { recursive: true });
    await writeFile(join(folder, file), bytes);
  }
  return folder;
}

/** Ids of the batches with this title. */
async function batchesOf(title: string): Promise<string[]> {
  const ids = (await readdir(system.exportsDir)).filter((name) => /^[0-9a-f-]{36}$/.test(name));
  const manifests = await Promise.all(
    ids.map(async (id) => JSON.parse(await readFile(join(system.exportsDir, id, "accepted.json"), "utf8"))),
  );
  return ids.filter((_, nth) => (manifests[nth] as { title?: string }).title === title);
}

const isThere = (name: string): Promise<boolean> => readdir(share).then((names) => names.includes(name));
const untilDelivered = (name: string): Promise<void> =>
  until(() => isThere(`${name}.report.html`), `the report of ${name} lies beside it`);

test("a folder that has come to rest becomes one batch, with its results beside it and nothing changed in it", async () => {
  const zip = zipOf([{ name: "in zip.jpg", bytes: await plainPicture(2) }]);
  const folder = await fill("spring shoes", {
    "10.jpg": await markedPicture(1),
    "2.jpg": await plainPicture(1),
    "sub/torn.jpg": "no image",
    "more.zip": zip,
    "notes.txt": "not checked",
    "Thumbs.db": "of a system",
    ".hidden.jpg": await markedPicture(),
  });
  await writeFile(join(share, "outside.jpg"), await markedPicture(9));
  await symlink(join(share, "outside.jpg"), join(folder, "link.jpg"));
  await symlink(share, join(folder, "loop"));
  const before = await readdir(folder);
  await untilDelivered("spring shoes");
  const [id = "", ...others] = await batchesOf("spring shoes");
  expect(others).toEqual([]);
  expect((await caller.results(id)).map((result) => [result.Image_Path_or_URL, result.Is_Valid])).toEqual([
    ["2.jpg", "Invalid"],
    ["10.jpg", "Valid"],
    ["sub/torn.jpg", "Error"],
    ["in zip.jpg", "Invalid"],
  ]);
  const csv = await readFile(join(share, "spring shoes.results.csv"), "utf8");
  expect(csv.trimEnd().split("\r\n")).toHaveLength(5);
  const report = await readFile(join(share, "spring shoes.report.html"), "utf8");
  for (const text of ["spring shoes", "link.jpg", "a link is not followed", "notes.txt", "</html>"])
    expect(report).toContain(text);
  expect(await readdir(folder)).toEqual(before);
  // The other process may be about to put the same file there.
  await until(async () => !(await readdir(share)).some((name) => name.endsWith(".tmp")), "nothing temporary is left");
});

test("it is not checked again after a restart, and as another batch when it has changed", async () => {
  await fill("bags", { "a.jpg": await markedPicture(3) });
  await untilDelivered("bags");
  const first = await batchesOf("bags");
  await system.api.end("SIGKILL");
  await system.startApi();
  await fill("later", { "a.jpg": await markedPicture(4) });
  await untilDelivered("later");
  expect(await batchesOf("bags")).toEqual(first);
  await rm(join(share, "bags.report.html"));
  await fill("bags", { "b.jpg": await plainPicture(5) });
  await untilDelivered("bags");
  expect(await batchesOf("bags")).toHaveLength(2);
  const rows = async (): Promise<number> =>
    (await readFile(join(share, "bags.results.csv"), "utf8")).trimEnd().split("\r\n").length;
  expect(await rows()).toBe(3);
  // The change is taken back: the results of the first state lie beside it again, and nothing is checked.
  await rm(join(share, "bags", "b.jpg"));
  await until(async () => (await rows()) === 2, "the earlier results lie beside the folder");
  expect(await batchesOf("bags")).toHaveLength(2);
});

test("names that are not UTF-8 are reported, and hold up nothing else", async () => {
  const wrong = (parent: string): Buffer => Buffer.concat([Buffer.from(`${parent}/`), Buffer.from([0x66, 0xff])]);
  await mkdir(wrong(share));
  const folder = await fill("boots", { "a.jpg": await markedPicture(6) });
  await mkdir(wrong(folder));
  await untilDelivered("boots");
  expect(await readFile(join(share, "boots.report.html"), "utf8")).toContain("its name is not UTF-8");
  await until(() => isThere("f\ufffd.symphony-problem.txt"), "there is a notice");
  await rmdir(wrong(share));
});

test("a folder with the longest name that there is gets its results too", async () => {
  const name = `${"ü".repeat(126)}xyz`;
  await fill(name, { "a.jpg": await markedPicture(8) });
  const isReport = (each: string): boolean => /^ü{90,}-[0-9a-f]{12}\.report\.html$/.test(each);
  await until(async () => (await readdir(share)).some(isReport), "the report lies beside it");
});

test("a folder that changes is waited for", async () => {
  const folder = await fill("restless", { "a.jpg": await markedPicture(6) });
  const until = Date.now() + 4_000;
  for (let nth = 0; Date.now() < until; nth += 1) {
    await utimes(join(folder, "a.jpg"), nth, nth);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await batchesOf("restless")).toEqual([]);
  await untilDelivered("restless");
  expect(await batchesOf("restless")).toHaveLength(1);
});

test("a pipe in a folder is named and not waited for, and the notice of a folder that was removed is removed", async () => {
  const folder = await fill("piped", { "a.jpg": await markedPicture(11) });
  execFileSync("mkfifo", [join(folder, "pipe.jpg")]);
  await untilDelivered("piped");
  const report = await readFile(join(share, "piped.report.html"), "utf8");
  for (const text of ["pipe.jpg", "it is no file"]) expect(report).toContain(text);

  const empty = await fill("removed", { "a.txt": "x" });
  await until(() => isThere("removed.symphony-problem.txt"), "there is a notice");
  await rm(empty, { recursive: true });
  await until(async () => !(await isThere("removed.symphony-problem.txt")), "the notice is removed");
});

test.each([
  ["too many files", "It has more than 30 files"],
  ["nothing to check", 'There are no images in this folder. For example "a.txt": not an image but a text file.'],
])("a folder with %s gets a notice beside it, and is taken when that has changed", async (name, sentence) => {
  const picture = await markedPicture(7);
  const files =
    name === "too many files" ? Array.from({ length: 31 }, (_, i) => [`${i}.jpg`, picture]) : [["a.txt", "x"]];
  const folder = await fill(name, Object.fromEntries(files) as Record<string, Buffer | string>);
  const notice = `${name}.symphony-problem.txt`;
  await until(() => isThere(notice), "there is a notice");
  expect(await readFile(join(share, notice), "utf8")).toContain(sentence);
  expect(await batchesOf(name)).toEqual([]);
  await rm(join(folder, "30.jpg"), { force: true });
  await writeFile(join(folder, "29.jpg"), picture);
  await untilDelivered(name);
  await until(async () => !(await isThere(notice)), "the notice is removed");
});

test("killed at any moment, the processes make one batch of a folder", async () => {
  const pictures = await Promise.all(Array.from({ length: 25 }, (_, i) => markedPicture(100 + i)));
  await fill("killed", Object.fromEntries(pictures.map((bytes, i) => [`${i}.jpg`, bytes])));
  for (let kills = 0; kills < 6; kills += 1) {
    await new Promise((resolve) => setTimeout(resolve, 600 + 250 * kills));
    await system.api.end("SIGKILL");
    await system.startApi();
  }
  await untilDelivered("killed");
  const ids = await batchesOf("killed");
  expect(ids).toHaveLength(1);
  expect(await caller.results(ids[0] ?? "")).toHaveLength(25);
});
