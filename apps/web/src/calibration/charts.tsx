import type { Calibration, Rate } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import classes from "./calibration.module.css";

const SIDE = 100;
/** Half the width of the stroke at a point. */
const POINT = 1.5;
const at = (x: number, y: number): string => `${x * SIDE},${(1 - y) * SIDE}`;

/** How many of the images with a confidence are valid: on the diagonal the confidence says it exactly. */
export function ReliabilityChart({ bins }: { bins: Calibration["reliability"] }) {
  return (
    <figure>
      <figcaption>{t("calibration.reliability")}</figcaption>
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} preserveAspectRatio="none" aria-hidden>
        <line data-part="ideal" x1={0} y1={SIDE} x2={SIDE} y2={0} />
        {bins.map(({ from, to, valid: { rate, low, high } }) => {
          if (rate === null) return null;
          const x = ((from + to) / 2) * SIDE;
          const y = (1 - rate) * SIDE;
          return (
            <g key={from} data-part="rate">
              <line data-part="rate" x1={x} x2={x} y1={(1 - (low ?? rate)) * SIDE} y2={(1 - (high ?? rate)) * SIDE} />
              <line data-part="rate" x1={x - POINT} x2={x + POINT} y1={y} y2={y} />
            </g>
          );
        })}
      </svg>
      <span className={classes["legend"]}>{t("calibration.reliabilityHint")}</span>
    </figure>
  );
}

/** Precision and recall by threshold, each with its interval. */
export function QualityChart({
  thresholds,
  line,
}: {
  thresholds: Calibration["thresholds"];
  line: number | undefined;
}) {
  return (
    <figure>
      <figcaption>{t("calibration.byThreshold")}</figcaption>
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} preserveAspectRatio="none" aria-hidden>
        <Curve part="precision" points={thresholds.map(({ threshold, precision }) => [threshold, precision])} />
        <Curve part="recall" points={thresholds.map(({ threshold, recall }) => [threshold, recall])} />
        {line !== undefined && <line data-part="line" x1={line * SIDE} x2={line * SIDE} y1={0} y2={SIDE} />}
      </svg>
      <span className={classes["legend"]}>
        <span data-part="precision">{t("calibration.precision")}</span>
        <span data-part="recall">{t("calibration.recall")}</span>
      </span>
    </figure>
  );
}

function Curve({ part, points }: { part: "precision" | "recall"; points: ReadonlyArray<readonly [number, Rate]> }) {
  const known = points.filter(([, { rate }]) => rate !== null);
  const upper = known.map(([x, { rate, high }]) => at(x, high ?? rate ?? 0));
  const lower = known.map(([x, { rate, low }]) => at(x, low ?? rate ?? 0));
  return (
    <>
      <polygon data-part={part} points={[...upper, ...lower.toReversed()].join(" ")} />
      <polyline data-part={part} points={known.map(([x, { rate }]) => at(x, rate ?? 0)).join(" ")} />
    </>
  );
}
