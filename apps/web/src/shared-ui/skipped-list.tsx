import { IconAlertTriangle } from "@tabler/icons-react";
import { t, tn } from "../browser/language/text.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import classes from "./skipped-list.module.css";

const SHOWN_MAX = 100;

/** Files and lines that are not checked, each with its reason. */
export function SkippedList({ count, items }: { count: number; items: readonly SkippedFile[] }) {
  const shown = items.slice(0, SHOWN_MAX);
  return (
    <details className={classes["box"]} open={count <= 3}>
      <summary data-show={t("skipped.show")} data-hide={t("skipped.hide")}>
        <IconAlertTriangle size={17} aria-hidden /> <span>{tn("skipped", count)}</span>
      </summary>
      <ul>
        {shown.map(({ name, reason }, index) => (
          <li key={index}>
            <span className={classes["name"]}>{name}</span> {reason}
          </li>
        ))}
        {count > shown.length && <li>{tn("bulk.more", count - shown.length)}</li>}
      </ul>
    </details>
  );
}
