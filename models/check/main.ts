/**
 * `pnpm models:check <file.onnx> [--photos <folder with labels.csv>] [--threshold 0.5] [--layout v8] [--int8 [--python python3]]`
 *
 * Says what a detector file is and how fast it is on this machine and, with labelled photos, how often it is right.
 * `--int8` makes an int8 copy, calibrated on the same photos, and keeps it where no verdict on them is lost.
 */
import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { LAYOUTS } from "../../apps/worker/src/cascade/yolo/layout.ts";
import type { Measured } from "../eval/measure.ts";
import { reportOf } from "../eval/report.ts";
import { checkFile, verdictsOf } from "./check-file.ts";
import type { Checked } from "./check-file.ts";
import { lostIn, makeInt8 } from "./int8.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: "string" },
    threshold: { type: "string", default: "0.5" },
    layout: { type: "string" },
    int8: { type: "boolean", default: false },
    python: { type: "string", default: "python3" },
  },
});
const [file] = positionals;
if (file === undefined || (values.int8 && values.photos === undefined)) {
  console.error(
    "Usage: pnpm models:check <file.onnx> [--photos <folder>] [--threshold 0.5] [--layout v8] [--int8 --photos <folder> [--python <path>]]",
  );
  process.exit(1);
}

try {
  const before = await check(file);
  if (values.int8) await offerInt8(file, values.photos!, before);
} catch (error) {
  console.error(`${file}: ${(error as Error).message}.`);
  process.exitCode = 1;
}

interface Result {
  checked: Checked;
  rows: readonly Measured[];
}

async function check(path: string): Promise<Result> {
  const checked = await checkFile(
    path,
    LAYOUTS.find((known) => known === values.layout),
  );
  const { layout, classes, namesClasses, format, ms } = checked;
  console.log(
    `layout: ${layout}\nclasses: ${classes.join(", ")}${namesClasses ? "" : " (assumed: the file names none)"}`,
  );
  console.log(
    `input: ${format.height} x ${format.width} (height x width), ${format.type}${format.freeSize ? ", any size" : ""}`,
  );
  console.log(`speed: ${ms.toFixed(1)} ms an image on one thread`);
  if (values.photos === undefined) return { checked, rows: [] };
  const rows = await verdictsOf(path, checked, values.photos, Number(values.threshold));
  console.log(reportOf(rows, ["model"]));
  return { checked, rows };
}

async function offerInt8(path: string, photos: string, before: Result): Promise<void> {
  const made = await makeInt8(path, photos, values.python);
  console.log(`\nint8: ${made}`);
  const after = await check(made).catch(async (error: unknown) => {
    await rm(made);
    throw new Error(`the int8 copy is not kept, because it cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  });
  const lost = lostIn(before.rows, after.rows);
  const speed = `${before.checked.ms.toFixed(1)} to ${after.checked.ms.toFixed(1)} ms an image`;
  if (lost.length === 0) {
    console.log(`\nint8 loses no verdict on these ${after.rows.length} photos: ${speed}.`);
    return;
  }
  await rm(made);
  console.log(`\nint8 is not kept: wrong on ${lost.join(", ")}, which were right before (${speed}).`);
}
