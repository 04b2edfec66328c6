import { readFile } from "node:fs/promises";
import { endChild, startChild } from "../start-child.ts";
import type { LearnSettings, LearnTask } from "./lesson.ts";
import { tryMarks } from "./try-marks.ts";

const { lesson } = startChild<LearnTask>();
endChild(await tryMarks(JSON.parse(await readFile(lesson, "utf8")) as LearnSettings));
