import type { Status } from "@symphony/contract";
import { useEffect, useRef } from "react";
import { t } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";

/** Screen readers read the progress out at every quarter; each image would be too much. */
const STEP_PERCENT = 25;

export function useSpokenProgress(status: Status | undefined): void {
  const lastStep = useRef<number>(undefined);
  const step = status?.status === "processing" ? Math.floor(status.progress_percentage / STEP_PERCENT) : undefined;
  useEffect(() => {
    if (step === undefined || status === undefined) return;
    if (lastStep.current !== undefined && step > lastStep.current) {
      announceToScreenReader(
        t("progress.spoken", {
          percent: step * STEP_PERCENT,
          valid: status.valid,
          invalid: status.invalid,
          errors: status.error,
        }),
      );
    }
    lastStep.current = step;
    // Runs only when a new step is reached, not with every status.
  }, [step]);
}
