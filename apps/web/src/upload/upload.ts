import type { BatchId } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { sendBatch } from "./send-batch.ts";
import type { Sent, Source, Step } from "./send-batch.ts";
import { withdraw } from "./cancel-upload.ts";
import type { Withdrawal } from "./cancel-upload.ts";

/**
 *   idle ──start──► busy ──accepted──► idle
 *                   │  └──failed──► failed ──start──► busy
 *                   │                     └──dismiss──► idle
 *                   └──cancel──► idle, or withdrawn where the server had the batch already ──dismiss──► idle
 */
export type UploadState =
  | { state: "idle" }
  | { state: "busy"; batchId: BatchId | undefined; step: Step; sinceMs: number }
  | { state: "failed"; batchId: BatchId | undefined; message: string; skipped: readonly LeftOut[] }
  | { state: "withdrawn"; batchId: BatchId };

export interface UploadOrder {
  source: Source;
  email: string | undefined;
}

export interface Upload {
  state: Signal<UploadState>;
  /** After a failure it goes under the same batch: if that had arrived after all, nothing is sent twice. */
  start(order: UploadOrder): Promise<void>;
  cancel(): Promise<void>;
  dismiss(): void;
}

export interface UploadEvents {
  onBatch(id: BatchId, order: UploadOrder): void;
  onAccepted(id: BatchId, order: UploadOrder, sent: Sent): void;
  onCancelled(id: BatchId | undefined, order: UploadOrder, withdrawal: Withdrawal): void;
}

const IDLE: UploadState = { state: "idle" };

interface Tried {
  batchId: BatchId;
  order: UploadOrder;
}

/** The one upload a page has at a time. */
export function createUpload(events: UploadEvents, { send = sendBatch, takeBack = withdraw } = {}): Upload {
  const state = createSignal<UploadState>(IDLE);
  let running: { order: UploadOrder; control: AbortController } | undefined;
  /** What went out last, and under which batch. */
  let tried: Tried | undefined;

  const run = async (order: UploadOrder, before: Tried | undefined): Promise<void> => {
    const control = new AbortController();
    const { signal } = control;
    running = { order, control };
    let id = before?.batchId;
    const step = (next: Step): void => {
      const shown = state.get();
      const sinceMs = shown.state === "busy" && shown.step.phase === next.phase ? shown.sinceMs : Date.now();
      if (!signal.aborted) state.set({ state: "busy", batchId: id, step: next, sinceMs });
    };
    const onBatch = (made: BatchId): void => {
      id = made;
      tried = { batchId: made, order };
      events.onBatch(made, order);
      step({ phase: "starting" });
    };
    try {
      const attempt = before === undefined ? undefined : { batchId: before.batchId, email: before.order.email };
      const sent = await send(order.source, { email: order.email, attempt, signal, onBatch, onStep: step });
      if (signal.aborted) return;
      state.set(IDLE);
      if (id !== undefined) events.onAccepted(id, sent.earlier ? (before?.order ?? order) : order, sent);
    } catch (error) {
      if (!signal.aborted) state.set({ state: "failed", batchId: id, ...explain(error) });
    }
  };

  const cancel = async (): Promise<void> => {
    const before = state.get();
    if (before.state !== "busy" || before.step.phase === "withdrawing" || running === undefined) return;
    const { order, control } = running;
    const { batchId, step } = before;
    control.abort(new DOMException("cancelled", "AbortError"));
    let withdrawal: Withdrawal = { outcome: "nothing sent" };
    if (step.phase === "confirming" && batchId !== undefined) {
      state.set({ ...before, step: { phase: "withdrawing" } });
      withdrawal = await takeBack(batchId);
    }
    state.set(withdrawal.outcome === "cancelled" && batchId !== undefined ? { state: "withdrawn", batchId } : IDLE);
    events.onCancelled(batchId, order, withdrawal);
  };

  return {
    state,
    async start(order) {
      const before = state.get();
      if (before.state === "busy") return;
      await run(order, before.state === "failed" && before.batchId !== undefined ? tried : undefined);
    },
    cancel,
    dismiss: () => state.set(IDLE),
  };
}

function explain(error: unknown): { message: string; skipped: readonly LeftOut[] } {
  if (error instanceof ApiError) return { message: error.message, skipped: error.skipped };
  return { message: "The images could not be read or sent. Try again.", skipped: [] };
}
