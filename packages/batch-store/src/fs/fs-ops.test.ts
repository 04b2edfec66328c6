import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putOnce, readIfThere, removeFile } from "./durable.ts";
import { holdOnForSteps, steps } from "./fs-ops.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-steps-"));
});
afterAll(() => rm(dir, { recursive: true }));

/** The same, whoever takes the steps. */
async function takeThem(name: string): Promise<void> {
  const path = join(dir, name);
  expect(await readIfThere(path)).toBeUndefined();
  expect([await putOnce(path, "one", dir), await putOnce(path, "two", dir)]).toEqual([true, false]);
  expect(await readIfThere(path)).toBe("one");
  await expect(steps.open(path, "wx")).rejects.toMatchObject({ code: "EEXIST" });
  await expect(steps.unlink(join(dir, "nowhere"))).rejects.toMatchObject({ code: "ENOENT" });
  const file = await steps.open(path, "r+");
  const bytes = Buffer.alloc(2);
  await file.read(bytes, 0, 2, 1);
  await file.write(Buffer.from("!"), 0, 1, 3);
  await file.sync();
  await file.close();
  expect([bytes.toString(), await readFile(path, "utf8")]).toEqual(["ne", "one!"]);
  await removeFile(path);
  expect(await readdir(dir)).toEqual([]);
}

test("steps on disk come to the same whether they are handed over or waited for", async () => {
  await takeThem("handed over");
  const before = steps;
  holdOnForSteps();
  expect(steps).not.toBe(before);
  await takeThem("waited for");
});
