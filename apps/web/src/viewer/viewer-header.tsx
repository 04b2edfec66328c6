import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { t } from "../browser/language/text.ts";
import { useSettled } from "../browser/use-settled.ts";
import { itemName, itemState, verdictLabel } from "../shared-ui/labels.ts";
import type { Activity } from "../shared-ui/labels.ts";
import { PathName } from "../shared-ui/path-name.tsx";
import { StateBadge } from "../shared-ui/state-badge.tsx";
import type { Item } from "../state/results-store.ts";
import type { ItemQuery } from "../state/select-items.ts";
import classes from "./viewer.module.css";

/** While results arrive, the number of all images grows; screen readers wait for the one that stays. */
const COUNTED_AFTER_MS = 1_000;

interface Props {
  item: Item | undefined;
  index: number;
  count: number;
  activity: Activity;
  verdict: ItemQuery["verdict"];
  onClose(): void;
}

/** The name of the image, its place in the list and its state. */
export function ViewerHeader({ item, index, count, activity, verdict, onClose }: Props) {
  const place = { number: index + 1, total: count };
  const position =
    verdict === "all"
      ? t("viewer.position", place)
      : t("viewer.positionFiltered", { ...place, verdict: verdictLabel(verdict) });
  const settled = useSettled(count, COUNTED_AFTER_MS);
  return (
    <div className={classes["top"]}>
      <span className={classes["name"]}>
        {item === undefined ? t("viewer.none") : <PathName name={itemName(item)} />}
      </span>
      <span className="quiet numbers" aria-live="polite" aria-busy={count !== settled}>
        {position}
      </span>
      {item !== undefined && <StateBadge state={itemState(item, activity)} />}
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("close")} onClick={onClose}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </div>
  );
}
