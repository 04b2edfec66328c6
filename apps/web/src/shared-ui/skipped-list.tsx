import { IconAlertTriangle } from "@tabler/icons-react";
import { countOf, formatNumber } from "../browser/format.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import classes from "./left-out-list.module.css";

const SHOWN_MAX = 100;

/** What will not be, or was not, checked, each with its reason. */
export function LeftOutList({ count, items }: { count: number; items: readonly LeftOut[] }) {
  const shown = items.slice(0, SHOWN_MAX);
  return (
    <details className={classes["box"]} open={count <= 3}>
      <summary>
        <IconAlertTriangle size={17} aria-hidden /> <span>{formatNumber(count)} left out</span>
      </summary>
      <ul>
        {shown.map(({ name, reason }, index) => (
          <li key={index}>
            <span className={classes["name"]}>{name}</span> {reason}
          </li>
        ))}
        {count > shown.length && <li>and {countOf(count - shown.length, "more", "more")}</li>}
      </ul>
    </details>
  );
}
