import type { BatchId, ServerEvent, Status } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { readStatus } from "../api/calls.ts";
import { applyEvent, latestStatus } from "../batch/apply-event.ts";
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
import type { BatchEvent } from "../live/feed.ts";
import { createStatusBoard } from "../live/status-board.ts";
import { createDraft } from "../compose/draft.ts";
import type { Draft } from "../compose/draft.ts";
import { createUpload } from "../upload/upload.ts";
import type { Upload, UploadOrder } from "../upload/upload.ts";
import { notifyFinished } from "../watch/notify.ts";

export const statusKey = (id: BatchId): readonly unknown[] => ["status", id];

/** Everything the page keeps between renders; components read it, plain modules write it. */
export interface Session {
  draft: Draft;
  upload: Upload;
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
  setStatus(id: BatchId, status: Status): void;
  /** Asks the server; what sockets told meanwhile is not taken back. */
  readStatus(id: BatchId, signal: AbortSignal): Promise<Status>;
}

export function createSession(queries: QueryClient): Session {
  const books = new Map<BatchId, RowBook>();
  const files = new Map<BatchId, Map<string, File>>();
  /** The newest events, of each kind, of batches whose status is still being asked for. */
  const unplaced = new Map<BatchId, Map<string, BatchEvent>>();
  const titles = new Map<BatchId, string>();
  const retries = createSignal<ReadonlyMap<BatchId, number>>(new Map());
  const draft = createDraft();

  const book = (id: BatchId): RowBook => {
    const known = books.get(id) ?? createRowBook();
    books.set(id, known);
    return known;
  };

  const show = (id: BatchId, status: Status): void => void queries.setQueryData(statusKey(id), status);
  const board = createStatusBoard((id) => queries.getQueryData<Status>(statusKey(id)), show);

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
      void queries.invalidateQueries({ queryKey: statusKey(id) });
      announce(`${countOf(total, "image")} uploaded. Checking has begun.`);
    },
  });

  upload.state.subscribe(() => {
    // The choice is still in the draft: back to where it can be sent again.
    if (upload.state.get().state === "failed") showBatch(undefined, "replace");
  });

  return {
    draft,
    upload,
    retries,
    connection: createSignal<ConnectionState>("connecting"),
    book,
    localFile: (id, name) => files.get(id)?.get(name),
    title: (id) => titles.get(id),
    setStatus(id, status) {
      board.flush();
      show(id, status);
    },
    async readStatus(id, signal) {
      const before = board.get(id);
      const read = await readStatus(id, signal);
      const held = [...(unplaced.get(id)?.values() ?? [])];
      unplaced.delete(id);
      return latestStatus(before, board.get(id), held.reduce((status, event) => applyEvent(status, event) ?? status, read));
    },
    onSocketEvent: createFeed({
      status: board.get,
      setStatus: board.put,
      hold: (id, event) => unplaced.set(id, (unplaced.get(id) ?? new Map<string, BatchEvent>()).set(event.event, event)),
      book: (id) => books.get(id),
      onRetry: (id, items) => retries.set(new Map(retries.get()).set(id, items)),
      onUnclear(id) {
        board.flush();
        void queries.invalidateQueries({ queryKey: statusKey(id) });
      },
      onCompleted: (id) => notifyFinished(board.get(id), recentBatches.get().find((each) => each.id === id)?.title),
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
