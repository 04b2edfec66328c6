import type { BatchId } from "@symphony/contract";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { sessionStore } from "../browser/storage.ts";
import type { Storage } from "../browser/storage.ts";
import { totalBytes } from "./pick-files.ts";
import type { Picked } from "./pick-files.ts";
import { isSentInParts } from "./send-batch.ts";
import type { UploadOrder, UploadState } from "./upload.ts";

const KEY = "symphony.sending";

/** What a tab notes of the files that it sends, so that it can continue after a reload. */
export interface SendingNote {
  batchId: BatchId;
  /** All that was ordered but the files: the draft keeps those. */
  order: Omit<UploadOrder, "source">;
  files: number;
  bytes: number;
  /** A form that breaks off leaves nothing: then none. */
  sent: number;
  inParts: boolean;
}

export interface InterruptedUpload {
  /** The upload that this page found when it was loaded, until another one starts. */
  found: Signal<SendingNote | undefined>;
  note(batchId: BatchId, order: UploadOrder): void;
  /** To be called with each change of the upload. */
  onState(state: UploadState): void;
}

export function createInterruptedUpload(storage: Storage = sessionStore): InterruptedUpload {
  const found = createSignal(decode(storage.read(KEY)));
  let current: SendingNote | undefined;
  const keep = (note: SendingNote | undefined): void => {
    current = note;
    storage.write(KEY, note && JSON.stringify(note));
  };
  return {
    found,
    note(batchId, { source, ...order }) {
      found.set(undefined);
      if (source.kind === "urls") return keep(undefined);
      const { picked } = source;
      const bytes = totalBytes({ picked, skipped: [] });
      keep({ batchId, order, files: picked.length, bytes, sent: 0, inParts: isSentInParts(picked) });
    },
    onState(state) {
      if (current === undefined) return;
      if (state.state !== "busy") return keep(undefined);
      if (state.step.phase !== "sending" || !current.inParts) return;
      const { sent } = state.step;
      // Each whole percent is enough.
      if (Math.abs(sent - current.sent) * 100 >= current.bytes) keep({ ...current, sent });
    },
  };
}

/** The files of an interrupted upload, if the draft has them all: they come before what was picked after them. */
export function filesToContinue(note: SendingNote, picked: readonly Picked[]): readonly Picked[] | undefined {
  const files = picked.slice(0, note.files);
  return files.length === note.files && totalBytes({ picked: files, skipped: [] }) === note.bytes ? files : undefined;
}

function decode(text: string | undefined): SendingNote | undefined {
  try {
    const note = JSON.parse(text ?? "null") as Partial<SendingNote> | null;
    return typeof note?.batchId === "string" && typeof note.order === "object" ? (note as SendingNote) : undefined;
  } catch {
    return undefined;
  }
}
