import { readFile } from "node:fs/promises";
import { workAsChild } from "../start-child.ts";
import type { LearnSettings, LearnTask } from "./lesson.ts";
import { tryMarks } from "./try-marks.ts";

await workAsChild(async ({ lesson }: LearnTask) =>
  tryMarks(JSON.parse(await readFile(lesson, "utf8")) as LearnSettings),
);
