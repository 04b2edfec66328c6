import type { BoundingBox } from "@symphony/contract";
import { formatWhen } from "../browser/format.ts";
import { ERROR_CATEGORY_LABELS, percent, REASON_SENTENCES } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import classes from "./viewer.module.css";

/** All details of one result. */
export function ItemFacts({ item: { result } }: { item: Item }) {
  if (result === undefined)
    return (
      <dl className={classes["facts"]}>
        <div>
          <dt>Result</dt>
          <dd>Not available yet</dd>
        </div>
      </dl>
    );
  const facts: Array<[string, string | undefined]> = [
    ["Confidence", result.Confidence === null ? undefined : percent(result.Confidence)],
    ["Found by", result.Detected_By ?? undefined],
    ["Box", result.Bounding_Box === null ? undefined : formatBox(result.Bounding_Box)],
    [
      "Closest match",
      result.near_miss == null || result.Is_Valid !== "Invalid"
        ? undefined
        : `${percent(result.near_miss.confidence)} by ${result.near_miss.stage}`,
    ],
    [
      "Why not",
      result.near_miss?.reason === undefined || result.Is_Valid !== "Invalid"
        ? undefined
        : REASON_SENTENCES[result.near_miss.reason],
    ],
    [
      "Checked before",
      result.Checked_Before == null
        ? undefined
        : `${formatWhen(result.Checked_Before.at)}, ${result.Checked_Before.verdict}`,
    ],
    ["Logos found", result.Detections.length > 1 ? String(result.Detections.length) : undefined],
    ["Problem", result.Error_Category === null ? undefined : ERROR_CATEGORY_LABELS[result.Error_Category]],
    ["What happened", result.Error ?? undefined],
    ["Size", result.Image_Width == null ? undefined : `${result.Image_Width} × ${result.Image_Height} px`],
    [
      "Pictures in the file",
      result.Image_Pages === undefined ? undefined : `${result.Image_Pages}; only the first was looked at`,
    ],
    ["Duration", `${result.Processing_Ms} ms${result.Attempts > 1 ? `, ${result.Attempts} tries` : ""}`],
  ];
  return (
    <dl className={classes["facts"]}>
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="numbers">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const formatBox = ({ x1, y1, x2, y2 }: BoundingBox): string => `${x2 - x1} × ${y2 - y1} px at ${x1}, ${y1}`;
