import { expect, test } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLabels } from "./labels.ts";

test("boxes are read, and columns that are no box are not taken for one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "symphony-labels-"));
  const rows = ["file,label,x1,y1,x2,y2", "a.jpg,logo,1,2,30,14", "b.jpg,none,,,,", "c.jpg,DHL,yes,146,136,289,177"];
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
  expect(await readLabels(folder)).toEqual([
    { file: "a.jpg", label: "logo", box: [1, 2, 30, 14] },
    { file: "b.jpg", label: "none", box: [] },
    { file: "c.jpg", label: "DHL", box: [] },
  ]);
  await rm(folder, { recursive: true });
});
