import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const root = fileURLToPath(new URL("../..", import.meta.url));
const photos = `${root}../shared/data`;

let system: System;
let caller: Caller;
beforeAll(async () => {
  system = await startSystem({ workers: 2, modelsDir: `${root}models` });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

async function verdicts(paths: readonly string[]): Promise<Map<string, string>> {
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, Uint8Array]> => [
      path.slice(path.lastIndexOf("/") + 1),
      await readFile(path),
    ]),
  );
  const { batch_id } = await caller.submit(formOf(files, { chunkSize: "2" }));
  await caller.untilDone(batch_id, 180_000);
  return new Map((await caller.results(batch_id)).map((result) => [result.Image_Path_or_URL, result.Is_Valid]));
}

test("the samples get the verdicts of expected.json", async () => {
  const expected = JSON.parse(readFileSync(`${root}samples/expected.json`, "utf8")) as Record<string, string>;
  const actual = await verdicts(Object.keys(expected).map((name) => `${root}samples/${name}`));
  expect(Object.fromEntries(actual)).toEqual(expected);
}, 200_000);

const withPhotos = existsSync(`${photos}/labels.csv`) ? test : test.skip;
if (!existsSync(photos)) console.warn("skipped: there are no real photos in ../shared/data");

withPhotos(
  "the logo is found in at least nine of ten real photos with it, and in none without it",
  async () => {
    const pathsIn = (folder: string, count: number): string[] =>
      readdirSync(`${photos}/${folder}`)
        .slice(0, count)
        .map((name) => `${photos}/${folder}/${name}`);
    const actual = await verdicts([...pathsIn("logo", 14), ...pathsIn("none", 16)]);
    const share = (folder: string, count: number): number => {
      const names = pathsIn(folder, count).map((path) => path.slice(path.lastIndexOf("/") + 1));
      return names.filter((name) => actual.get(name) === "Valid").length / names.length;
    };
    expect(share("logo", 14)).toBeGreaterThanOrEqual(0.9);
    expect(share("none", 16)).toBe(0);
  },
  200_000,
);
