import { NativeSelect, TextInput } from "@mantine/core";
import { NOTE_MAX_LENGTH } from "@symphony/contract";
import { useRef } from "react";
import type { RefObject } from "react";
import { t } from "../browser/language/text.ts";
import { useCapabilities } from "../state/capabilities.ts";
import type { Remarks } from "./remarks/use-written.ts";
import classes from "./decision-bar.module.css";

export interface RemarksFieldsProps {
  remarks: Remarks;
  /** Whether they are written and wait for a decision. */
  areWaiting: boolean;
  onRemarks(remarks: Remarks): void;
  /** A field was left. */
  onRemarked(): void;
  /** The keys of the viewer are wanted again. */
  onLeaveField(): void;
  reasonField: RefObject<HTMLSelectElement | null>;
  noteField: RefObject<HTMLInputElement | null>;
}

const NO_REASONS: readonly string[] = [];

/** Enter and Escape leave a field, and so does choosing a reason with the mouse. */
export function RemarksFields(props: RemarksFieldsProps) {
  const { remarks, areWaiting, onRemarks, onRemarked, onLeaveField, reasonField, noteField } = props;
  const reasons = useCapabilities()?.review_reasons ?? NO_REASONS;
  const byMouse = useRef(false);
  const leave = (field: HTMLElement): void => {
    field.blur();
    onLeaveField();
  };
  const leaving = {
    // Escape would close the dialog.
    "data-mantine-stop-propagation": true,
    onKeyDown(event: React.KeyboardEvent<HTMLElement>) {
      byMouse.current = false;
      if (event.key !== "Escape" && event.key !== "Enter") return;
      // Enter would press the button that has the focus then.
      event.preventDefault();
      leave(event.currentTarget);
    },
    onBlur: onRemarked,
  };
  return (
    <>
      <NativeSelect
        ref={reasonField}
        aria-label={t("review.reason")}
        className={classes["reason"]!}
        value={remarks.reason ?? ""}
        data={[{ value: "", label: t("review.noReason") }, ...withCurrent(reasons, remarks.reason)]}
        onMouseDown={() => (byMouse.current = true)}
        {...leaving}
        onChange={(event) => {
          onRemarks({ ...remarks, reason: event.currentTarget.value || null });
          if (byMouse.current) leave(event.currentTarget);
        }}
      />
      <TextInput
        ref={noteField}
        aria-label={t("review.comment")}
        placeholder={t("review.comment")}
        className={classes["comment"]!}
        maxLength={NOTE_MAX_LENGTH}
        value={remarks.note ?? ""}
        {...leaving}
        onChange={(event) => onRemarks({ ...remarks, note: event.currentTarget.value })}
      />
      <span role="status" className={classes["waiting"]}>
        {areWaiting && t("review.waiting")}
      </span>
    </>
  );
}

/** A reason that the installation has no more is still that of an earlier decision. */
const withCurrent = (reasons: readonly string[], current: string | null): string[] =>
  current === null || reasons.includes(current) ? [...reasons] : [current, ...reasons];
