import type { ThresholdPreview } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import { percent } from "../shared-ui/labels.ts";
import classes from "./threshold.module.css";

interface Props {
  bars: ThresholdPreview["histogram"];
  threshold: number;
  /** The threshold that the results have. */
  now: number;
  onThreshold(threshold: number): void;
}

const HEIGHT = 100;
const STEP = 0.01;
/** A bar of one image among thousands is still to be seen. */
const BAR_MIN = 2;

/** The confidences of a batch, by verdict and by review, with a line that can be dragged. */
export function Histogram({ bars, threshold, now, onThreshold }: Props) {
  const most = Math.max(1, ...bars.map(({ valid, invalid }) => valid + invalid));
  const heightOf = (count: number): number => (count === 0 ? 0 : Math.max(BAR_MIN, (HEIGHT * count) / most));
  const width = 100 / Math.max(1, bars.length);
  return (
    <div className={classes["histogram"]}>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t("threshold.histogram")}>
        {bars.map(({ from, valid, invalid, reviewed_valid, reviewed_invalid }) => {
          const [x, barWidth] = [from * 100 + width * 0.08, width * 0.84];
          const low = heightOf(invalid);
          const high = heightOf(valid);
          const reviewed = Math.min(low + high, heightOf(reviewed_valid + reviewed_invalid));
          return (
            <g key={from}>
              <rect data-part="invalid" x={x} width={barWidth} y={HEIGHT - low} height={low} />
              <rect data-part="valid" x={x} width={barWidth} y={HEIGHT - low - high} height={high} />
              <rect
                data-part="reviewed"
                x={x + barWidth / 3}
                width={barWidth / 3}
                y={HEIGHT - reviewed}
                height={reviewed}
              />
            </g>
          );
        })}
      </svg>
      <span className={classes["now"]} style={{ left: `${now * 100}%` }} aria-hidden />
      <span className={classes["line"]} style={{ left: `${threshold * 100}%` }} aria-hidden>
        <span>{percent(threshold)}</span>
      </span>
      <input
        type="range"
        min={0}
        max={1}
        step={STEP}
        value={threshold}
        aria-label={t("threshold.label")}
        aria-valuetext={percent(threshold)}
        onChange={(event) => onThreshold(Number(event.currentTarget.value))}
      />
      <p className={classes["legend"]}>
        <span data-part="invalid">{t("verdict.Invalid")}</span>
        <span data-part="valid">{t("verdict.Valid")}</span>
        <span data-part="reviewed">{t("threshold.reviewed")}</span>
      </p>
    </div>
  );
}
