import type { BoundingBox, ListedResult } from "@symphony/contract";
import { formatNumber, formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { errorLabel, percent, violationText, reasonSentence, stageLabel, verdictLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import classes from "./viewer.module.css";

/** What is known of an image, beside its name and state. */
export function ItemFacts({ item: { result } }: { item: Item }) {
  const facts = result === undefined ? [[t("facts.result"), t("facts.pending")] as const] : factsOf(result);
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

function factsOf(result: ListedResult): Array<readonly [name: string, value: string | undefined]> {
  const closest = result.Is_Valid === "Invalid" ? (result.near_miss ?? undefined) : undefined;
  const { Confidence, Detected_By, Bounding_Box, Error_Category, Detections, Review } = result;
  return [
    [t("facts.brands"), brandsText(result)],
    [t("facts.rules"), rulesText(result)],
    [t("facts.confidence"), Confidence === null ? undefined : percent(Confidence)],
    [t("facts.stage"), Detected_By === null ? undefined : stageLabel(Detected_By)],
    [t("facts.box"), Bounding_Box === null ? undefined : formatBox(Bounding_Box)],
    [t("facts.drawn"), Review?.box && formatBox(Review.box)],
    [
      t("facts.closest"),
      closest && t("facts.closestBy", { confidence: percent(closest.confidence), stage: stageLabel(closest.stage) }),
    ],
    [t("facts.whyNot"), closest?.reason && reasonSentence(closest.reason)],
    [t("facts.before"), beforeText(result)],
    [t("facts.logos"), Detections.length > 1 ? formatNumber(Detections.length) : undefined],
    [t("facts.problem"), Error_Category === null ? undefined : errorLabel(Error_Category)],
    [t("facts.happened"), result.Error ?? undefined],
    [t("facts.size"), result.Image_Width == null ? undefined : `${result.Image_Width} × ${result.Image_Height} px`],
    [
      t("facts.pages"),
      result.Image_Pages === undefined ? undefined : t("facts.firstPage", { pages: result.Image_Pages }),
    ],
    [t("facts.duration"), durationText(result)],
  ];
}

const brandsText = ({ Brands: brands }: ListedResult): string | undefined =>
  brands &&
  Object.entries(brands)
    .map(([name, verdict]) => `${name}: ${verdictLabel(verdict)}`)
    .join(", ");

const rulesText = ({ Violations: violations }: ListedResult): string | undefined =>
  violations && [...new Set(violations.map(violationText))].join("; ");

const beforeText = ({ Checked_Before: before }: ListedResult): string | undefined =>
  before == null
    ? undefined
    : t("facts.beforeAt", { when: formatWhen(before.at), verdict: verdictLabel(before.verdict) });

const durationText = ({ Processing_Ms: ms, Attempts: tries }: ListedResult): string =>
  tries > 1 ? t("facts.tries", { ms, tries }) : t("facts.ms", { ms });

const formatBox = ({ x1, y1, x2, y2 }: BoundingBox): string =>
  t("facts.boxAt", { width: x2 - x1, height: y2 - y1, x: x1, y: y1 });
