import type { BatchId, ServerEvent } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { showBatch } from "../browser/address.ts";
import { notifyFinished } from "../browser/notifications.ts";
import { recentBatches } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import type { ConnectionState } from "../live/connection.ts";
import { createDraft } from "../upload/draft.ts";
import type { Draft } from "../upload/draft.ts";
import { createInterruptedUpload } from "../upload/interrupted-upload.ts";
import type { InterruptedUpload } from "../upload/interrupted-upload.ts";
import { createUpload } from "../upload/upload.ts";
import type { Upload } from "../upload/upload.ts";
import { knownLimits } from "./capabilities.ts";
import { createCompletionNotifier } from "./completion-notifier.ts";
import { keepDraft } from "../upload/draft-keeper.ts";
import type { DraftKept } from "../upload/draft-keeper.ts";
import { createEventDispatcher } from "./event-dispatcher.ts";
import { recordKey } from "../api/record-key.ts";
import { createResultsStore } from "./results-store.ts";
import type { ResultsStore } from "./results-store.ts";
import { createStatuses } from "./statuses.ts";
import type { Statuses } from "./statuses.ts";
import { createUploadEvents } from "./upload-events.ts";

/** Batches whose results are kept; those of others are asked for again. */
const RESULTS_KEPT_MAX = 16;

/** The state of the page between renders: components read it, plain modules write it. */
export interface Session {
  draft: Draft;
  /** Whether the picked files survive a reload. */
  draftKept: Signal<DraftKept>;
  upload: Upload;
  /** The upload that a reload of this page interrupted. */
  interrupted: InterruptedUpload["found"];
  /** What became of a cancelled upload, until another one starts. */
  cancelNote: Signal<string | undefined>;
  statuses: Statuses;
  connection: Signal<ConnectionState>;
  /** How many items are retried, by batch. */
  retries: Signal<ReadonlyMap<BatchId, number>>;
  /** The results of a batch; the store is created on first use. */
  results(id: BatchId): ResultsStore;
  /** The original file of an item, for batches that this page has sent. */
  localFile(id: BatchId, name: string): File | undefined;
  /** The title of a batch that this page sends or has sent. */
  title(id: BatchId): string | undefined;
  onSocketEvent(event: ServerEvent): void;
  /** How often events may have been missed. */
  eventGaps: Signal<number>;
  /** What happened while no socket told it has to be read: at once if it is shown, otherwise when it is shown. */
  onEventsMissed(): void;
}

export function createSession(queries: QueryClient): Session {
  const stores = new Map<BatchId, ResultsStore>();
  const files = new Map<BatchId, ReadonlyMap<string, File>>();
  const titles = new Map<BatchId, string>();
  const retries = createSignal<ReadonlyMap<BatchId, number>>(new Map());
  const eventGaps = createSignal(0);
  const draft = createDraft(() => knownLimits(queries));
  const statuses = createStatuses(queries);
  const completions = createCompletionNotifier(queries, (status) =>
    notifyFinished(status, recentBatches.get().find(({ id }) => id === status.batch_id)?.title || undefined),
  );

  const results = (id: BatchId): ResultsStore => {
    const store = stores.get(id) ?? createResultsStore();
    stores.delete(id);
    stores.set(id, store);
    const [oldest] = stores.keys();
    if (stores.size > RESULTS_KEPT_MAX && oldest !== undefined) stores.delete(oldest);
    return store;
  };

  const refresh = (id: BatchId): void => {
    statuses.refresh(id);
    void queries.invalidateQueries({ queryKey: recordKey(id) });
  };

  const interrupted = createInterruptedUpload();
  const cancelNote = createSignal<string | undefined>(undefined);
  const upload = createUpload(
    createUploadEvents({ draft, statuses, completions, titles, files, interrupted, cancelNote, results }),
  );

  upload.state.subscribe(() => {
    interrupted.onState(upload.state.get());
    // The draft still holds what failed to be sent: go back to where it can be sent again.
    if (upload.state.get().state === "failed") showBatch(undefined, "replace");
  });

  return {
    draft,
    draftKept: keepDraft(draft),
    upload,
    interrupted: interrupted.found,
    cancelNote,
    statuses,
    retries,
    connection: createSignal<ConnectionState>("connecting"),
    results,
    localFile: (id, name) => files.get(id)?.get(name),
    title: (id) => titles.get(id),
    eventGaps,
    onEventsMissed() {
      for (const [id, store] of stores) {
        store.invalidate();
        refresh(id);
      }
      eventGaps.set(eventGaps.get() + 1);
    },
    onSocketEvent: createEventDispatcher({
      status: statuses.get,
      setStatus: statuses.setThrottled,
      defer: statuses.defer,
      store: (id) => stores.get(id),
      onRetry: (id, items) => retries.set(new Map(retries.get()).set(id, items)),
      onStale: refresh,
    }),
  };
}
