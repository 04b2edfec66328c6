import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { fingerprintOf } from "./fingerprint.ts";
import { readInstalledBrands } from "./installed-brands.ts";

let models: string;

beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), "symphony-installed-"));
  await mkdir(join(models, "tent"));
  for (const [dir, brand] of [
    [models, "Main"],
    [join(models, "tent"), "Tent"],
  ] as const)
    await writeFile(
      join(dir, "cascade.json"),
      JSON.stringify({ brand, stages: [{ name: "shape", type: "artwork", threshold: 0.5, files: ["mark.png"] }] }),
    );
  await writeFile(join(models, "tent", "mark.png"), "first");
});
afterEach(() => rm(models, { recursive: true, force: true }));

test("another picture under the same name gives an installed brand another fingerprint", async () => {
  const fingerprint = async (): Promise<string> =>
    fingerprintOf({ fingerprint: "main", installed: await readInstalledBrands(models) }, [{ name: "Tent" }]);
  const before = await fingerprint();
  expect(await fingerprint()).toBe(before);
  await writeFile(join(models, "tent", "mark.png"), "second");
  expect(await fingerprint()).not.toBe(before);
});
