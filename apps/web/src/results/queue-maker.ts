import type { BatchId, Status } from "@symphony/contract";
import { randomSample } from "../review/random-sample.ts";
import type { ResultsStore } from "../state/results-store.ts";
import { collapse } from "../state/items/copies.ts";
import type { Copies } from "../state/items/copies.ts";
import { selectItems } from "../state/select-items.ts";
import type { Place } from "../place/use-place.ts";

/** Makes the queue that the address names again, after a reload; undefined while it has none or results are missing. */
export function queueMaker(
  id: BatchId,
  store: ResultsStore,
  status: Status | undefined,
  place: Place,
  copies: Copies | undefined,
) {
  const { queue, query, sample } = place;
  const isComplete = status !== undefined && store.currentCount() >= status.processed && status.processed > 0;
  if (queue === undefined || !isComplete) return undefined;
  if (queue === "random") return () => randomSample(id, sample ?? 0);
  if (copies === undefined) return undefined;
  return (): number[] => {
    const order = queue === "doubt" ? "doubt" : query.order;
    // Reloaded in the middle: what was decided since is in the queue too.
    const listed = collapse(selectItems(store.items(), { ...query, decision: "all", order }), copies);
    return listed.filter(({ result }) => result !== undefined).map(({ seq }) => seq);
  };
}
