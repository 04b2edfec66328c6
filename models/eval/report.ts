import { isFound, isOnMark, isWrong } from "./measure.ts";
import type { Measured } from "./measure.ts";

/** The smallest value that is greater than `part` (0..1) of the values; NaN without values. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

const ms = (values: readonly number[]): string =>
  `${Math.round(quantile(values, 0.5))} / ${Math.round(quantile(values, 0.9))}`;
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

export interface Score {
  precision: number;
  recall: number;
  f1: number;
}

/** How well `logo` is distinguished from `none` and `text`; `undefined` without photos of a logo. */
export function scoreOf(rows: readonly Measured[]): Score | undefined {
  const positives = rows.filter(({ label }) => label === "logo");
  const found = positives.filter(isFound).length;
  const falsePositives = rows.filter((row) => row.label !== "logo" && isWrong(row)).length;
  if (positives.length === 0) return undefined;
  const [precision, recall] = [
    found + falsePositives === 0 ? 1 : found / (found + falsePositives),
    found / positives.length,
  ];
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** The tables of an evaluation in Markdown. */
export function reportOf(rows: readonly Measured[], stageNames: readonly string[]): string {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const byLabel = labels.map((label) => {
    const own = rows.filter((row) => row.label === label);
    const marked = own.some(({ box }) => box.length > 0)
      ? own.filter((row) => isFound(row) && isOnMark(row)).length
      : "";
    return `| ${label} | ${own.length} | ${own.filter(isFound).length} | ${marked} | ${ms(own.map(({ totalMs }) => totalMs))} |`;
  });
  const byStage = stageNames.map((stage) => {
    const ran = rows.flatMap(({ classification }) => classification.stage_ms[stage] ?? []);
    const ended = rows.filter(({ classification }) => Object.keys(classification.stage_ms).at(-1) === stage);
    const found = ended.filter(isFound).length;
    return `| ${stage} | ${percent(ran.length, rows.length)} | ${percent(found, rows.length)} | ${percent(ended.length - found, rows.length)} | ${ran.length === 0 ? "" : ms(ran)} |`;
  });
  const score = scoreOf(rows);
  const wrong = rows.filter(isWrong);
  return [
    "| photos | images | Valid | on the mark | ms median / 90 % |",
    "|---|---|---|---|---|",
    ...byLabel,
    `| all | ${rows.length} | ${rows.filter(isFound).length} | | ${ms(rows.map(({ totalMs }) => totalMs))} |`,
    "",
    "| stage | images | ended as Valid | as Invalid | ms median / 90 % |",
    "|---|---|---|---|---|",
    ...byStage,
    `| decoding | 100.0 % | | | ${ms(rows.map(({ decodeMs }) => decodeMs))} |`,
    "",
    ...(score === undefined
      ? []
      : [
          `logo against none and text: precision ${score.precision.toFixed(3)}, recall ${score.recall.toFixed(3)}, F1 ${score.f1.toFixed(3)}`,
        ]),
    `wrong: ${wrong.length}`,
    ...wrong.map(
      ({ file, label, classification }) =>
        `- ${file}: ${label}, classified as ${classification.verdict} by ${classification.detected_by ?? "no stage"}, confidence ${classification.confidence?.toFixed(2) ?? "none"}`,
    ),
  ].join("\n");
}
