import type { BatchId } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import { readReviewSummary } from "../api/calls.ts";
import { formatShare } from "../browser/format.ts";
import { tn } from "../browser/language/text.ts";
import classes from "./review-bar.module.css";

/** Fewer say hardly anything: the interval would be wider than half the scale. */
const SAMPLE_MIN = 5;

/**
 * How often the machine was wrong in the random sample that was decided so far, and how sure that is.
 *
 * @param paused while decisions are made below, the result is not read again
 */
export function SpotCheckResult({ id, paused = false }: { id: BatchId; paused?: boolean }) {
  const { data } = useQuery({
    queryKey: ["review-summary", id, paused],
    queryFn: ({ signal }) => readReviewSummary(id, signal),
    enabled: !paused,
    staleTime: 0,
  });
  if (data === undefined || data.sample.size < SAMPLE_MIN) return null;
  const { size, wrong, error_rate: rate, low, high } = data.sample;
  const shares = { rate: formatShare(rate ?? 0), low: formatShare(low ?? 0), high: formatShare(high ?? 0) };
  return (
    <p className={`card ${classes["result"]}`} role="status">
      {tn("spot.result", size, { wrong, ...shares })}
    </p>
  );
}
