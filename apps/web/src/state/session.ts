import type { BatchId, ServerEvent } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { createRowBook } from "./results-store.ts";
import type { RowBook } from "./results-store.ts";
import { showBatch } from "../browser/address.ts";
import { recentBatches } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import type { ConnectionState } from "../live/connection.ts";
import { createFeed } from "./event-dispatcher.ts";
import { createDraft } from "../upload/draft.ts";
import type { Draft } from "../upload/draft.ts";
import { createUpload } from "../upload/upload.ts";
import type { Upload } from "../upload/upload.ts";
import { knownLimits } from "./capabilities.ts";
import { createStatuses } from "./statuses.ts";
import type { Statuses } from "./statuses.ts";
import { createUploadEvents } from "./upload-events.ts";
import { notifyFinished } from "../browser/notifications.ts";
import { watchEnds } from "./completion-notifier.ts";

/** Everything the page keeps between renders; components read it, plain modules write it. */
export interface Session {
  draft: Draft;
  upload: Upload;
  statuses: Statuses;
  connection: Signal<ConnectionState>;
  /** Images that are tried again, by batch. */
  retries: Signal<ReadonlyMap<BatchId, number>>;
  /** The rows of a batch; made when first asked for. */
  book(id: BatchId): RowBook;
  /** The file behind a name, for batches this page itself has sent. */
  localFile(id: BatchId, name: string): File | undefined;
  /** What a batch of this page is called, from its first moment on. */
  title(id: BatchId): string | undefined;
  onSocketEvent(event: ServerEvent): void;
}

export function createSession(queries: QueryClient): Session {
  const books = new Map<BatchId, RowBook>();
  const files = new Map<BatchId, ReadonlyMap<string, File>>();
  const titles = new Map<BatchId, string>();
  const retries = createSignal<ReadonlyMap<BatchId, number>>(new Map());
  const draft = createDraft(() => knownLimits(queries));
  const statuses = createStatuses(queries);
  const ends = watchEnds(queries, (status) =>
    notifyFinished(status, recentBatches.get().find(({ id }) => id === status.batch_id)?.title),
  );

  const book = (id: BatchId): RowBook => {
    const known = books.get(id) ?? createRowBook();
    books.set(id, known);
    return known;
  };

  const upload = createUpload(createUploadEvents({ draft, statuses, ends, titles, files, book }));

  upload.state.subscribe(() => {
    // The choice is still in the draft: back to where it can be sent again.
    if (upload.state.get().state === "failed") showBatch(undefined, "replace");
  });

  return {
    draft,
    upload,
    statuses,
    retries,
    connection: createSignal<ConnectionState>("connecting"),
    book,
    localFile: (id, name) => files.get(id)?.get(name),
    title: (id) => titles.get(id),
    onSocketEvent: createFeed({
      status: statuses.get,
      setStatus: statuses.put,
      hold: statuses.hold,
      book: (id) => books.get(id),
      onRetry: (id, items) => retries.set(new Map(retries.get()).set(id, items)),
      onUnclear: statuses.refresh,
    }),
  };
}
