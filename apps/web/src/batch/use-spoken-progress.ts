import type { Status } from "@symphony/contract";
import { useEffect, useRef } from "react";
import { announce } from "../browser/live-region.ts";
import { formatNumber } from "../browser/format.ts";

/** A screen reader hears how it goes every quarter, not with every image. */
const EVERY_PERCENT = 25;

export function useAnnouncedProgress(status: Status | undefined): void {
  const said = useRef<number>(undefined);
  const quarter = status?.status === "processing" ? Math.floor(status.progress_percentage / EVERY_PERCENT) : undefined;
  useEffect(() => {
    if (quarter === undefined || status === undefined) return;
    if (said.current !== undefined && quarter > said.current) {
      announce(
        `${quarter * EVERY_PERCENT} percent: ${formatNumber(status.valid)} valid, ${formatNumber(status.invalid)} invalid, ${formatNumber(status.error)} errors.`,
      );
    }
    said.current = quarter;
    // Only when another quarter is reached.
  }, [quarter]);
}
