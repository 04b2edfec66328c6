import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconX } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import type { RefObject } from "react";
import { t, tn } from "../browser/language/text.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import { useCapabilities } from "../state/capabilities.ts";
import type { Item } from "../state/results-store.ts";
import classes from "./decision-bar.module.css";
import { DecisionMark } from "./decision-mark.tsx";
import { SpotCheckResult } from "./spot-check-result.tsx";
import type { Decisions, Verdict } from "./use-decisions.ts";

/** Reason and comment of the decision that is being made. */
export interface Remarks {
  reason: string | null;
  note: string | null;
}

interface Props {
  id: BatchId;
  /** A spot check ends with its result. */
  isSpotCheck: boolean;
  item: Item;
  /** How many images are decided as one with it. */
  others: number;
  items: readonly Item[];
  decisions: Decisions;
  remarks: Remarks;
  onRemarks(remarks: Remarks): void;
  onDecide(verdict: Verdict): void;
  onUndo(): void;
  reasonField: RefObject<HTMLSelectElement | null>;
  noteField: RefObject<HTMLInputElement | null>;
}

const NO_REASONS: readonly string[] = [];
/** The server's limit. */
const NOTE_MAX_LENGTH = 2_000;
/** A click leaves the focus where it is: Enter goes on to the next image and does not decide once more. */
export const keepFocus = (event: React.MouseEvent): void => event.preventDefault();

/** Decides about the image in the viewer. */
export function DecisionBar(props: Props) {
  const {
    id,
    isSpotCheck,
    item,
    others,
    items,
    decisions,
    remarks,
    onRemarks,
    onDecide,
    onUndo,
    reasonField,
    noteField,
  } = props;
  const reasons = useCapabilities()?.review_reasons ?? NO_REASONS;
  const decided = items.reduce((count, { result }) => count + (result?.Review == null ? 0 : 1), 0);
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
      <NativeSelect
        ref={reasonField}
        aria-label={t("review.reason")}
        className={classes["reason"]!}
        value={remarks.reason ?? ""}
        data={[{ value: "", label: t("review.noReason") }, ...withCurrent(reasons, remarks.reason)]}
        onChange={(event) => onRemarks({ ...remarks, reason: event.currentTarget.value || null })}
      />
      <Comment key={item.seq} field={noteField} remarks={remarks} onRemarks={onRemarks} />
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

function Comment({ field, remarks, onRemarks }: Pick<Props, "remarks" | "onRemarks"> & { field: Props["noteField"] }) {
  const [text, setText] = useState(remarks.note ?? "");
  return (
    <TextInput
      ref={field}
      aria-label={t("review.comment")}
      placeholder={t("review.comment")}
      className={classes["comment"]!}
      maxLength={NOTE_MAX_LENGTH}
      value={text}
      // The dialog would close.
      data-mantine-stop-propagation
      onKeyDown={(event) => {
        if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
      }}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onRemarks({ ...remarks, note: text.trim() === "" ? null : text.trim() })}
    />
  );
}

/** A reason that the installation has no more is still that of an earlier decision. */
const withCurrent = (reasons: readonly string[], current: string | null): string[] =>
  current === null || reasons.includes(current) ? [...reasons] : [current, ...reasons];
