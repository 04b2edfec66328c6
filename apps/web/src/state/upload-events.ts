import type { BatchId } from "@symphony/contract";
import { shownBatch, showBatch } from "../browser/address.ts";
import { t, tn } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { rememberBatch } from "../browser/recent-batches.ts";
import type { Signal } from "../browser/signal.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import { filesNotIn } from "../upload/left-out-field.ts";
import type { CancelOutcome } from "../upload/cancel-upload.ts";
import type { Draft } from "../upload/draft.ts";
import type { InterruptedUpload } from "../upload/interrupted-upload.ts";
import { acceptedNames, filesOf, namesOf, titleOf } from "../upload/order-names.ts";
import { alreadyAccepted } from "../upload/upload.ts";
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
  interrupted: InterruptedUpload;
  /** What became of a cancelled upload, for people to read. */
  cancelNote: Signal<string | undefined>;
  results(id: BatchId): ResultsStore;
}

/** Updates the rest of the page when an upload starts, is accepted or is cancelled. */
export function createUploadEvents(targets: UploadEventTargets): UploadEvents {
  const { draft, statuses, completions, titles, files, interrupted, cancelNote, results } = targets;

  const show = (id: BatchId, order: UploadOrder): void => {
    titles.set(id, titleOf(order));
    results(id).setNames(namesOf(order));
    files.set(id, filesOf(order));
    if (shownBatch.get() !== id) showBatch(id);
  };

  const remember = (id: BatchId, order: UploadOrder, total: number, skipped: readonly SkippedFile[]): void => {
    const { leftOut = [] } = order;
    const byServer = filesNotIn(leftOut, skipped);
    const all = [...leftOut, ...byServer];
    rememberBatch({
      id,
      title: titleOf(order),
      total,
      sentAt: new Date().toISOString(),
      leftOut: { count: all.length, first: all },
      own: true,
    });
    results(id).setNames(acceptedNames(order, total, byServer.length));
  };

  /** Goes back to the draft with what was to be sent, unless another batch is shown by now. */
  const backToDraft = (id: BatchId | undefined, order: UploadOrder, sentence: string): void => {
    draft.putBack(order.source);
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
    if (outcome === "cancelled") return backToDraft(id, order, alreadyAccepted());
    draft.forgetSent();
    announceToScreenReader(t("sent.notCancelled"));
  };

  return {
    onBatch(id, order) {
      show(id, order);
      interrupted.note(id, order);
      cancelNote.set(undefined);
      draft.takeOut(order.source);
    },
    onVerdicts: (id, verdicts) => results(id).applyAhead(verdicts),
    onAccepted(id, order, { total, skipped, earlier }) {
      results(id).forgetAhead();
      if (earlier) show(id, order);
      remember(id, order, total, skipped);
      // The first attempt may have been accepted while its files were back in the form.
      draft.takeOut(order.source);
      draft.forgetSent();
      statuses.refresh(id);
      // A small batch can be finished before the response to its upload arrives.
      if (statuses.get(id)?.status !== "completed") announceToScreenReader(acceptedSentence(total, earlier));
      completions.expect(id);
    },
    onFailed(order) {
      draft.putBack(order.source);
    },
    onCancelled(id, order, result) {
      if (result.outcome === "not sent" || result.outcome === "not accepted") {
        const sentence = t(result.outcome === "not sent" ? "sent.nothing" : "sent.notAccepted");
        cancelNote.set(sentence);
        return backToDraft(id, order, sentence);
      }
      if (id === undefined) return;
      if (result.outcome !== "unknown") return onAcceptedAnyway(id, order, result);
      draft.putBack(order.source);
      statuses.reset(id);
      show(id, order);
      results(id).setNames([]);
      announceToScreenReader(t("sent.unknown"));
    },
  };
}

function acceptedSentence(total: number, earlier: boolean): string {
  return tn(earlier ? "sent.earlier" : "sent.accepted", total);
}
