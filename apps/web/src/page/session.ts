import type { BatchId, ServerEvent } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { createRowBook } from "../batch/row-book.ts";
import type { RowBook } from "../batch/row-book.ts";
import { showBatch } from "../browser/address.ts";
import { announce } from "../browser/announce.ts";
import { countOf } from "../browser/format.ts";
import { recentBatches, rememberBatch } from "../browser/recent-batches.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import type { ConnectionState } from "../live/connection.ts";
import { createFeed } from "../live/feed.ts";
import { createDraft } from "../compose/draft.ts";
import type { Draft } from "../compose/draft.ts";
import { createUpload } from "../upload/upload.ts";
import type { Upload, UploadOrder } from "../upload/upload.ts";
import { createStatuses } from "./statuses.ts";
import type { Statuses } from "./statuses.ts";
import { notifyFinished } from "../watch/notify.ts";
import { watchEnds } from "./watch-ends.ts";

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
  const files = new Map<BatchId, Map<string, File>>();
  const titles = new Map<BatchId, string>();
  const retries = createSignal<ReadonlyMap<BatchId, number>>(new Map());
  const draft = createDraft();
  const statuses = createStatuses(queries);
  const ends = watchEnds(queries, (status) => notifyFinished(status, recentBatches.get().find(({ id }) => id === status.batch_id)?.title));

  const book = (id: BatchId): RowBook => {
    const known = books.get(id) ?? createRowBook();
    books.set(id, known);
    return known;
  };

  const upload = createUpload({
    onBatch(id, order) {
      titles.set(id, titleOf(order));
      book(id).expect(namesOf(order));
      if (order.source.kind === "files") files.set(id, new Map(order.source.picked.map(({ name, file }) => [name, file])));
      showBatch(id);
    },
    onAccepted(id, order, { total, leftOut }) {
      const left = [...draft.leftOut(), ...leftOut];
      rememberBatch({ id, title: titleOf(order), total, sentAt: new Date().toISOString(), leftOut: { count: left.length, first: left }, own: true });
      book(id).expect(withoutLeftOut(namesOf(order), leftOut));
      book(id).grow(total);
      draft.clear();
      statuses.refresh(id);
      // A small batch can be finished before the answer to its upload has come.
      if (statuses.get(id)?.status !== "completed") announce(`${countOf(total, "image")} uploaded. Checking has begun.`);
      ends.expect(id);
    },
  });

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

/** Zips hold names that only the server will know. */
function namesOf({ source }: UploadOrder): string[] {
  if (source.kind === "urls") return [...source.urls];
  return source.picked.filter(({ kind }) => kind === "image").map(({ name }) => name);
}

function withoutLeftOut(names: string[], leftOut: readonly LeftOut[]): string[] {
  const gone = new Set(leftOut.map(({ name }) => name));
  return gone.size === 0 ? names : names.filter((name) => !gone.has(name));
}

/** What people call the batch: its folder, its only file, or how many there are. */
export function titleOf({ source }: UploadOrder): string {
  if (source.kind === "urls") return countOf(source.urls.length, "web address", "web addresses");
  const names = source.picked.map(({ name }) => name);
  const folders = new Set(names.map((name) => (name.includes("/") ? name.split("/")[0] : undefined)));
  const [folder] = folders;
  if (folders.size === 1 && folder !== undefined) return folder;
  return names.length === 1 ? (names[0] ?? "1 image") : countOf(names.length, "image");
}
