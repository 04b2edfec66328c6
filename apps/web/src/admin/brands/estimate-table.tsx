import type { BrandEstimate } from "@symphony/contract";
import { formatShare } from "../../browser/format.ts";
import { t } from "../../browser/language/text.ts";
import classes from "./brands.module.css";

/** What a brand is expected to find, by the size of its mark. */
export function EstimateTable({ estimate }: { estimate: BrandEstimate | null }) {
  if (estimate === null) return <p className="quiet">{t("brands.estimating")}</p>;
  const sizes = estimate.sizes.filter(({ pictures }) => pictures > 0);
  if (sizes.length === 0) return <p className="quiet">{t("brands.noEstimate")}</p>;
  return (
    <table className={classes["estimate"]}>
      <caption className="quiet">{t("brands.estimate")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("brands.markSize")}</th>
          <th scope="col">{t("brands.expectedFound")}</th>
          <th scope="col">{t("brands.expectedFalse")}</th>
        </tr>
      </thead>
      <tbody>
        {sizes.map(({ long_px: size, pictures, found, others, false_alarms: wrong }) => (
          <tr key={size}>
            <th scope="row">{t("brands.pixels", { size })}</th>
            <td>{shareText(found, pictures)}</td>
            <td>{shareText(wrong, others)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shareText = (part: number, of: number): string =>
  of === 0 ? "–" : t("brands.partOf", { share: formatShare(part / of), part, of });
