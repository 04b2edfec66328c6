import type { BoundingBox } from "@symphony/contract";
import type { Row } from "../state/results-store.ts";
import { CATEGORY_WORDS, percent } from "../shared-ui/labels.ts";
import classes from "./viewer.module.css";

/** Everything known of one image, in words. */
export function Facts({ row: { entry } }: { row: Row }) {
  if (entry === undefined)
    return (
      <dl className={classes["facts"]}>
        <div>
          <dt>Result</dt>
          <dd>Not there yet</dd>
        </div>
      </dl>
    );
  const facts: Array<[string, string | undefined]> = [
    ["Confidence", entry.Confidence === null ? undefined : percent(entry.Confidence)],
    ["Found by", entry.Detected_By ?? undefined],
    ["Box", entry.Bounding_Box === null ? undefined : boxWords(entry.Bounding_Box)],
    [
      "Closest match",
      entry.near_miss == null || entry.Is_Valid !== "Invalid"
        ? undefined
        : `${percent(entry.near_miss.confidence)} by ${entry.near_miss.stage}`,
    ],
    ["Problem", entry.Error_Category === null ? undefined : CATEGORY_WORDS[entry.Error_Category]],
    ["What happened", entry.Error ?? undefined],
    ["Size", entry.Image_Width == null ? undefined : `${entry.Image_Width} × ${entry.Image_Height} px`],
    ["Took", `${entry.Processing_Ms} ms${entry.Attempts > 1 ? `, ${entry.Attempts} tries` : ""}`],
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

const boxWords = ({ x1, y1, x2, y2 }: BoundingBox): string => `${x2 - x1} × ${y2 - y1} px at ${x1}, ${y1}`;
