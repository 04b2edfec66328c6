import type { Calibration, Rate } from "@symphony/contract";
import { formatShare } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { percent } from "../shared-ui/labels.ts";
import classes from "./calibration.module.css";

/** The table shows tenths, which is every fifth threshold; the chart has all. */
const SHOWN_EVERY = 5;

/** The charts in numbers, for those who want to quote or cannot see them. */
export function QualityTable({ thresholds }: { thresholds: Calibration["thresholds"] }) {
  return (
    <div className={classes["scroll"]}>
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">{t("threshold.label")}</th>
            <th scope="col">{t("calibration.precision")}</th>
            <th scope="col">{t("calibration.recall")}</th>
          </tr>
        </thead>
        <tbody>
          {thresholds
            .filter((_, nth) => nth % SHOWN_EVERY === 0)
            .map(({ threshold, precision, recall }) => (
              <tr key={threshold}>
                <th scope="row">{percent(threshold)}</th>
                <td>{rateText(precision)}</td>
                <td>{rateText(recall)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** A share with its interval. */
export function rateText({ rate, low, high, of }: Rate): string {
  if (rate === null) return "–";
  const [share, from, to] = [rate, low ?? rate, high ?? rate].map(formatShare);
  return t("calibration.rate", { share: share ?? "", low: from ?? "", high: to ?? "", of });
}
