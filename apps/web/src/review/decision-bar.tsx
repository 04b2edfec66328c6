import { Button } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconX } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { t, tn } from "../browser/language/text.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import classes from "./decision-bar.module.css";
import { DecisionMark } from "./decision-mark.tsx";
import { isLookedAt, isReviewed } from "./is-reviewed.ts";
import { RemarksFields } from "./remarks-fields.tsx";
import type { RemarksFieldsProps } from "./remarks-fields.tsx";
import { SpotCheckResult } from "./spot-check-result.tsx";
import type { Decisions, Verdict } from "./use-decisions.ts";

interface Props extends RemarksFieldsProps {
  id: BatchId;
  /** A spot check ends with its result. */
  isSpotCheck: boolean;
  item: Item;
  /** How many images are decided as one with it. */
  others: number;
  items: readonly Item[];
  decisions: Decisions;
  onDecide(verdict: Verdict): void;
  onUndo(): void;
}

/** A click leaves the focus where it is: Enter goes on to the next image and does not decide once more. */
export const keepFocus = (event: React.MouseEvent): void => event.preventDefault();

/** Decides about the image in the viewer. */
export function DecisionBar(props: Props) {
  const { id, isSpotCheck, item, others, items, decisions, onDecide, onUndo } = props;
  const isDecided = isSpotCheck ? isLookedAt : isReviewed;
  const decided = items.reduce((count, { result }) => count + (isDecided(result) ? 1 : 0), 0);
  const review = item.result?.Review ?? null;
  const button = (verdict: Verdict, Icon: typeof IconX) => (
    <Button
      variant={review?.verdict === verdict ? "filled" : "default"}
      aria-pressed={review?.verdict === verdict}
      leftSection={<Icon size={16} aria-hidden />}
      disabled={item.result === undefined}
      onMouseDown={keepFocus}
      onClick={() => onDecide(verdict)}
    >
      {verdictLabel(verdict)}
    </Button>
  );
  return (
    <div
      className={`no-print ${classes["bar"]}`}
      role="group"
      aria-label={t("review.group")}
      aria-busy={decisions.busy}
    >
      <div className={classes["buttons"]}>
        {button("Valid", IconCheck)}
        {button("Invalid", IconX)}
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          disabled={!decisions.canUndo}
          onMouseDown={keepFocus}
          onClick={onUndo}
        >
          {t("review.undo")}
        </Button>
      </div>
      <RemarksFields {...props} />
      <span className={classes["state"]}>
        {decisions.error !== undefined && (
          <span role="alert" className={classes["error"]}>
            {decisions.error}
          </span>
        )}
        {review !== null && <DecisionMark review={review} full />}
        {others > 0 && <span className="quiet numbers">{tn("review.others", others)}</span>}
        <span className="quiet numbers">{t("review.progress", { done: decided, total: items.length })}</span>
      </span>
      {isSpotCheck && decided === items.length && <SpotCheckResult id={id} />}
    </div>
  );
}
