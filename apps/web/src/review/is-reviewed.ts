import type { Result } from "@symphony/contract";

type Reviewed = Pick<Result, "Review"> | undefined;

/** Whether somebody decided about the image. */
export const isReviewed = (result: Reviewed): boolean => result?.Review != null;

/** Whether somebody looked at it, too: only such images count in a spot check. */
export const isLookedAt = (result: Reviewed): boolean => isReviewed(result) && result?.Review?.by_rule !== true;
