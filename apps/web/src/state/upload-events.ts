import type { BatchId } from "@symphony/contract";
import { shownBatch, showBatch } from "../browser/address.ts";
import { countOf } from "../browser/format.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { rememberBatch } from "../browser/recent-batches.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import type { CancelOutcome } from "../upload/cancel-upload.ts";
import type { Draft } from "../upload/draft.ts";
import { acceptedNames, filesOf, namesOf, titleOf } from "../upload/order-names.ts";
import { ALREADY_ACCEPTED } from "../upload/upload.ts";
import type { UploadEvents, UploadOrder } from "../upload/upload.ts";
import type { CompletionNotifier } from "./completion-notifier.ts";
import type { ResultsStore } from "./results-store.ts";
import type { Statuses } from "./statuses.ts";

export interface UploadEventTargets {
  draft: Draft;
  statuses: Statuses;
  completions: CompletionNotifier;
  titles: Map<BatchId, string>;
  files: Map<BatchId, ReadonlyMap<string, File>>;
  results(id: BatchId): ResultsStore;
}

/** Updates the rest of the page when an upload starts, is accepted or is cancelled. */
export function createUploadEvents(targets: UploadEventTargets): UploadEvents {
  const { draft, statuses, completions, titles, files, results } = targets;

  const show = (id: BatchId, order: UploadOrder): void => {
    titles.set(id, titleOf(order));
    results(id).setNames(namesOf(order));
    files.set(id, filesOf(order));
    if (shownBatch.get() !== id) showBatch(id);
  };

  const remember = (id: BatchId, order: UploadOrder, total: number, skipped: readonly SkippedFile[]): void => {
    const all = [...draft.skipped(order.source.kind), ...skipped];
    rememberBatch({
      id,
      title: titleOf(order),
      total,
      sentAt: new Date().toISOString(),
      leftOut: { count: all.length, first: all },
      own: true,
    });
    results(id).setNames(acceptedNames(order, total, skipped.length));
  };

  /** Goes back to the draft, which still holds what was sent, unless another batch is shown by now. */
  const backToDraft = (id: BatchId | undefined, sentence: string): void => {
    if (shownBatch.get() === id) showBatch(undefined, "replace");
    announceToScreenReader(sentence);
  };

  const onAcceptedAnyway = (
    id: BatchId,
    order: UploadOrder,
    { outcome, status }: Extract<CancelOutcome, { status: unknown }>,
  ): void => {
    if (outcome !== "cancelled") show(id, order);
    remember(id, order, status.total, []);
    statuses.set(id, status);
    if (outcome === "cancelled") return backToDraft(id, ALREADY_ACCEPTED);
    draft.removeSent(order.source);
    announceToScreenReader("The server had already accepted the batch; it could not be cancelled.");
  };

  return {
    onBatch: show,
    onAccepted(id, order, { total, skipped, earlier }) {
      if (earlier) show(id, order);
      remember(id, order, total, skipped);
      draft.removeSent(order.source);
      statuses.refresh(id);
      // A small batch can be finished before the response to its upload arrives.
      if (statuses.get(id)?.status !== "completed") announceToScreenReader(acceptedSentence(total, earlier));
      completions.expect(id);
    },
    onCancelled(id, order, result) {
      if (result.outcome === "not sent") return backToDraft(id, "Upload cancelled. Nothing was sent for checking.");
      if (result.outcome === "not accepted")
        return backToDraft(id, "Upload cancelled. The server has not accepted the batch.");
      if (id === undefined) return;
      if (result.outcome !== "unknown") return onAcceptedAnyway(id, order, result);
      statuses.reset(id);
      show(id, order);
      results(id).setNames([]);
      announceToScreenReader("Upload cancelled. It is not known whether the server had already accepted the batch.");
    },
  };
}

function acceptedSentence(total: number, earlier: boolean): string {
  if (earlier) return `The first attempt had been accepted, with ${countOf(total, "image")}. Nothing was sent again.`;
  return `${countOf(total, "image")} uploaded. Checking has started.`;
}
