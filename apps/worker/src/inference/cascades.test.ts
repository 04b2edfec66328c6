import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { patchPicture } from "../../fixtures/pictures.ts";
import { openCascades } from "./cascades.ts";
import { classifyBrands } from "./classify-brands.ts";

const image = patchPicture(240, 180, { x1: 150, y1: 30, x2: 190, y2: 60 });

/** A models folder with a cascade for each name in a folder of its own. */
async function modelsWith(names: readonly string[]): Promise<string> {
  const dir = await cascadeFolder([await yoloStage("v8")]);
  for (const name of names) await rename(await cascadeFolder([await yoloStage("v8")], name), join(dir, name));
  return dir;
}

test("brands in folders of the models are looked for beside that of the installation", async () => {
  const cascades = await openCascades(await modelsWith(["Blue"]), {});
  expect(cascades.installed).toMatchObject([
    { name: "Red", default: true, stages: ["yolo"] },
    { name: "Blue", default: false },
  ]);
  const found = await classifyBrands(cascades, [{ name: "Blue" }, { name: "Red" }], image);
  expect(found).toMatchObject({
    verdict: "Valid",
    brands: [
      { name: "Blue", verdict: "Valid" },
      { name: "Red", verdict: "Valid" },
    ],
  });
  expect(found.detections.map(({ brand }) => brand)).toEqual(["Blue", "Red"]);
  await expect(cascades.use({ name: "Green" }, async () => undefined)).rejects.toThrow("'Green'");
});

test("files of the installation that change are not looked with before a restart", async () => {
  const names = Array.from({ length: 10 }, (_, nth) => `Brand-${nth}`);
  const dir = await modelsWith(names);
  const cascades = await openCascades(dir, {});
  const first = cascades.installed[1]!;
  const changed = (await readFile(join(first.dir, "cascade.json"), "utf8")).replace(":0.5", ":0.95");
  await writeFile(join(first.dir, "cascade.json"), changed);
  await writeFile(join(dir, "cascade.json"), changed.replace(first.name, "Red"));
  // Ten are more than stay open: the first one was closed.
  await expect(cascades.use({ name: first.name }, async () => undefined)).rejects.toThrow("restart the workers");
  await expect(cascades.use({ name: "Brand-9" }, async ({ brand }) => brand)).resolves.toBe("Brand-9");
  const { verdict } = await cascades.use({ name: "Red" }, ({ classify }) => classify(image));
  expect(verdict).toBe("Valid");
}, 60_000);

test("a folder whose cascade has the name of another one is refused", async () => {
  const dir = await modelsWith([]);
  await mkdir(join(dir, "again"), { recursive: true });
  await rename(await cascadeFolder([await yoloStage("v8")]), join(dir, "again"));
  await expect(openCascades(dir, {})).rejects.toThrow("Two cascades look for 'Red'");
});

test("a version that is added is opened when it is asked for, and a failure is not remembered", async () => {
  const cascades = await openCascades(await modelsWith([]), {});
  const dir = await cascadeFolder([await yoloStage("v8")], "Late");
  const aside = `${dir}-aside`;
  await rename(dir, aside);
  const late = { name: "Late", version: 1, dir };
  const brandOf = () => cascades.use(late, async ({ brand }) => brand);
  await expect(brandOf()).rejects.toThrow("cannot be read");
  await rename(aside, dir);
  expect(await brandOf()).toBe("Late");
  // Beyond the limit the one that was used first is closed, and opened again when it is asked for.
  for (let version = 2; version < 12; version += 1)
    await cascades.use({ ...late, version }, async ({ classify }) => classify(image));
  expect(await cascades.use(late, async ({ classify }) => (await classify(image)).verdict)).toBe("Valid");
}, 60_000);
