import type { BatchId } from "@symphony/contract";
import type { RowBook } from "./results-store.ts";
import { shownBatch, showBatch } from "../browser/address.ts";
import { announce } from "../browser/live-region.ts";
import { countOf } from "../browser/format.ts";
import { rememberBatch } from "../browser/recent-batches.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import type { Draft } from "../upload/draft.ts";
import type { UploadEvents, UploadOrder } from "../upload/upload.ts";
import { namesOf, titleOf, withoutLeftOut } from "../upload/order-names.ts";
import type { Statuses } from "./statuses.ts";
import type { Ends } from "./completion-notifier.ts";

export interface UploadParts {
  draft: Draft;
  statuses: Statuses;
  ends: Ends;
  titles: Map<BatchId, string>;
  files: Map<BatchId, ReadonlyMap<string, File>>;
  book(id: BatchId): RowBook;
}

/** What the rest of the page does when an upload begins, is accepted or cancelled. */
export function createUploadEvents({ draft, statuses, ends, titles, files, book }: UploadParts): UploadEvents {
  const show = (id: BatchId, order: UploadOrder): void => {
    titles.set(id, titleOf(order));
    book(id).expect(namesOf(order));
    if (order.source.kind === "files")
      files.set(id, new Map(order.source.picked.map(({ name, file }) => [name, file])));
    if (shownBatch.get() !== id) showBatch(id);
  };

  const remember = (id: BatchId, order: UploadOrder, total: number, leftOut: readonly LeftOut[]): void => {
    const left = [...draft.leftOut(order.source.kind), ...leftOut];
    rememberBatch({
      id,
      title: titleOf(order),
      total,
      sentAt: new Date().toISOString(),
      leftOut: { count: left.length, first: left },
      own: true,
    });
    book(id).expect(withoutLeftOut(namesOf(order), leftOut));
    book(id).grow(total);
  };

  /** Back to the choice, which is still in the draft, unless somebody looks at something else by now. */
  const leave = (id: BatchId | undefined, words: string): void => {
    if (shownBatch.get() === id) showBatch(undefined, "replace");
    announce(words);
  };

  return {
    onBatch: show,
    onAccepted(id, order, { total, leftOut, earlier }) {
      if (earlier) show(id, order);
      remember(id, order, total, leftOut);
      draft.clearSent(order.source);
      statuses.refresh(id);
      // A small batch can be finished before the answer to its upload has come.
      if (statuses.get(id)?.status !== "completed") announce(acceptedWords(total, earlier));
      ends.expect(id);
    },
    onCancelled(id, order, withdrawal) {
      if (withdrawal.outcome === "nothing sent") return leave(id, "Upload cancelled. Nothing was sent for checking.");
      if (withdrawal.outcome === "not taken") return leave(id, "Upload cancelled. The server has not taken the batch.");
      if (id === undefined) return;
      if (withdrawal.outcome === "unknown") {
        statuses.forget(id);
        show(id, order);
        return announce("Upload cancelled. Whether the server had taken the batch already is not known.");
      }
      remember(id, order, withdrawal.status.total, []);
      statuses.set(id, withdrawal.status);
      if (withdrawal.outcome === "cancelled") return leave(id, WITHDRAWN);
      draft.clearSent(order.source);
      show(id, order);
      announce("The batch had been taken already and could not be cancelled.");
    },
  };
}

/** Said where a batch was cancelled that the server had already when its upload was. */
export const WITHDRAWN = "The batch had been taken already; it is cancelled.";

function acceptedWords(total: number, earlier: boolean): string {
  if (earlier) return `The first try had arrived after all, with ${countOf(total, "image")}. Nothing was sent again.`;
  return `${countOf(total, "image")} uploaded. Checking has begun.`;
}
