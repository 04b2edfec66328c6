import type { BatchId } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { sendBatch } from "./send-batch.ts";
import type { Sent, Source, Step } from "./send-batch.ts";

/**
 *   idle ──start──► busy ──accepted──► idle
 *                   │  └──failed──► failed ──again──► busy
 *                   └──cancel──► idle          └──dismiss──► idle
 */
export type UploadState =
  | { state: "idle" }
  | { state: "busy"; batchId: BatchId | undefined; step: Step; sinceMs: number }
  | { state: "failed"; batchId: BatchId | undefined; message: string; skipped: readonly LeftOut[] };

export interface UploadOrder {
  source: Source;
  email: string | undefined;
}

export interface Upload {
  state: Signal<UploadState>;
  start(order: UploadOrder): Promise<void>;
  /** Once more what failed, under the same batch: if it had arrived after all, nothing is sent twice. */
  again(): Promise<void>;
  cancel(): void;
  dismiss(): void;
}

export interface UploadEvents {
  onBatch(id: BatchId, order: UploadOrder): void;
  onAccepted(id: BatchId, order: UploadOrder, sent: Sent): void;
}

const IDLE: UploadState = { state: "idle" };

/** The one upload a page has at a time. */
export function createUpload(events: UploadEvents, send: typeof sendBatch = sendBatch): Upload {
  const state = createSignal<UploadState>(IDLE);
  let order: UploadOrder | undefined;
  let control: AbortController | undefined;

  const run = async (batchId: BatchId | undefined): Promise<void> => {
    if (order === undefined || state.get().state === "busy") return;
    const current = order;
    const { signal } = (control = new AbortController());
    let id = batchId;
    const step = (next: Step): void => {
      const before = state.get();
      const sinceMs = before.state === "busy" && before.step.phase === next.phase ? before.sinceMs : Date.now();
      if (!signal.aborted) state.set({ state: "busy", batchId: id, step: next, sinceMs });
    };
    const onBatch = (made: BatchId): void => {
      id = made;
      events.onBatch(made, current);
      step({ phase: "starting" });
    };
    try {
      const sent = await send(current.source, { email: current.email, batchId, signal, onBatch, onStep: step });
      if (signal.aborted) return;
      state.set(IDLE);
      if (id !== undefined) events.onAccepted(id, current, sent);
    } catch (error) {
      if (!signal.aborted) state.set({ state: "failed", batchId: id, ...explain(error) });
    }
  };

  return {
    state,
    start(next) {
      order = next;
      return run(undefined);
    },
    again() {
      const before = state.get();
      return run(before.state === "failed" ? before.batchId : undefined);
    },
    cancel() {
      control?.abort(new DOMException("cancelled", "AbortError"));
      state.set(IDLE);
    },
    dismiss: () => state.set(IDLE),
  };
}

function explain(error: unknown): { message: string; skipped: readonly LeftOut[] } {
  if (error instanceof ApiError) return { message: error.message, skipped: error.skipped };
  return { message: "The images could not be read or sent. Try again.", skipped: [] };
}
