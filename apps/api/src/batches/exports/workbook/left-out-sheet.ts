import type { BatchManifest } from "@symphony/batch-store";
import { skippedOf } from "../../../upload/skipped.ts";
import { sheetEnd, sheetHead } from "./package-parts.ts";
import { headRowOf, rowOf } from "./sheet-xml.ts";

export const LEFT_OUT_SHEET = "Left out";
const [NAME_WIDTH, REASON_WIDTH] = [60, 80];

/** What was left out of a batch and why: the files that are known by name, then how many more there are. */
export function leftOutSheetOf(manifest: BatchManifest): string {
  const { skipped, skipped_count: count } = skippedOf(manifest);
  const rows = skipped.map(({ name, reason }) => [name, reason]);
  if (count > rows.length) rows.push([`${count - rows.length} more`, "only counted"]);
  return [
    sheetHead([NAME_WIDTH, REASON_WIDTH], false),
    headRowOf(["Name", "Reason"]),
    ...rows.map((cells, i) => rowOf(i + 2, cells, false)),
    sheetEnd(`B${rows.length + 1}`, false),
  ].join("");
}
