import type { SizeEstimate } from "../../apps/worker/src/cascade/artwork/estimate/estimate.ts";

const share = (part: number, whole: number): string =>
  whole === 0 ? "not tried" : `${Math.round((100 * part) / whole)} % (${part} of ${whole})`;

/** An estimate as a table in Markdown. */
export function tableOf(rows: readonly SizeEstimate[]): string {
  const total = (key: "pictures" | "found" | "others" | "false_alarms"): number =>
    rows.reduce((sum, row) => sum + row[key], 0);
  return [
    "| long side of the mark | expected to be found | other marks taken for it |",
    "|---|---|---|",
    ...rows.map(
      (row) => `| ${row.long_px} px | ${share(row.found, row.pictures)} | ${share(row.false_alarms, row.others)} |`,
    ),
    `| all | ${share(total("found"), total("pictures"))} | ${share(total("false_alarms"), total("others"))} |`,
  ].join("\n");
}
