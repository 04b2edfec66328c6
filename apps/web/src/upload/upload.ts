import type { BatchId, Verdict } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import { t } from "../browser/language/text.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { cancelUpload } from "./cancel-upload.ts";
import type { CancelOutcome } from "./cancel-upload.ts";
import { sendBatch } from "./send-batch.ts";
import type { BatchStart, Sent, Source, Step } from "./send-batch.ts";

/**
 *   idle ──start──► busy ──accepted──► idle
 *                   │  └──failed──► failed ──start──► busy
 *                   │                     └──dismiss──► idle
 *                   └──cancel──► idle, or cancelled if the server had already accepted the batch ──dismiss──► idle
 */
export type UploadState =
  | { state: "idle" }
  | { state: "busy"; batchId: BatchId | undefined; step: Step; sinceMs: number }
  | { state: "failed"; batchId: BatchId | undefined; message: string; skipped: readonly SkippedFile[] }
  | { state: "cancelled"; batchId: BatchId };

/** The message of the state `cancelled`. */
export const alreadyAccepted = (): string => t("sent.alreadyAccepted");

export interface UploadOrder {
  source: Source;
  email: string | undefined;
  title?: string;
  supplier?: string;
  brands?: readonly string[];
  /** What was left out of the source before. */
  leftOut?: readonly SkippedFile[];
}

export interface Upload {
  state: Signal<UploadState>;
  /** After a failure it uses the same batch: if the first attempt was accepted after all, nothing is sent twice. */
  start(order: UploadOrder): Promise<void>;
  /** Continues an upload of an earlier load of this page. */
  resume(batchId: BatchId, order: UploadOrder): Promise<void>;
  cancel(): Promise<void>;
  dismiss(): void;
}

export interface UploadEvents {
  /** Some images are checked before all are sent. */
  onVerdicts(id: BatchId, verdicts: ReadonlyMap<string, Verdict>): void;
  onBatch(id: BatchId, order: UploadOrder): void;
  onAccepted(id: BatchId, order: UploadOrder, sent: Sent): void;
  onFailed(order: UploadOrder): void;
  onCancelled(id: BatchId | undefined, order: UploadOrder, result: CancelOutcome): void;
}

interface Attempt {
  batchId: BatchId;
  order: UploadOrder;
}

const IDLE: UploadState = { state: "idle" };

/** The upload of this page; there is one at a time. */
export function createUpload(events: UploadEvents, { send = sendBatch, cancelSent = cancelUpload } = {}): Upload {
  const state = createSignal<UploadState>(IDLE);
  let running: { order: UploadOrder; abort: AbortController } | undefined;
  let lastAttempt: Attempt | undefined;

  const run = async (order: UploadOrder, earlier: Attempt | undefined): Promise<void> => {
    const abort = new AbortController();
    const { signal } = abort;
    running = { order, abort };
    let id = earlier?.batchId;
    const onStep = (step: Step): void => {
      const shown = state.get();
      const sinceMs = shown.state === "busy" && shown.step.phase === step.phase ? shown.sinceMs : Date.now();
      if (!signal.aborted) state.set({ state: "busy", batchId: id, step, sinceMs });
    };
    const onBatch = (started: BatchId): void => {
      id = started;
      lastAttempt = { batchId: started, order };
      events.onBatch(started, order);
      onStep({ phase: "starting" });
    };
    try {
      const attempt = earlier === undefined ? undefined : { batchId: earlier.batchId, start: startOf(earlier.order) };
      const sent = await send(order.source, {
        start: startOf(order),
        leftOut: order.leftOut ?? [],
        attempt,
        signal,
        onBatch,
        onStep,
        onVerdicts: (verdicts) => id !== undefined && events.onVerdicts(id, verdicts),
      });
      if (signal.aborted) return;
      state.set(IDLE);
      if (id !== undefined) events.onAccepted(id, sent.earlier ? (earlier?.order ?? order) : order, sent);
    } catch (error) {
      if (signal.aborted) return;
      if (id !== undefined) events.onFailed(order);
      state.set({ state: "failed", batchId: id, ...explain(error) });
    }
  };

  const cancel = async (): Promise<void> => {
    const before = state.get();
    if (before.state !== "busy" || before.step.phase === "cancelling" || running === undefined) return;
    const { order, abort } = running;
    const { batchId, step } = before;
    abort.abort(new DOMException("cancelled", "AbortError"));
    let result: CancelOutcome = { outcome: "not sent" };
    if (step.phase === "confirming" && batchId !== undefined) {
      state.set({ ...before, step: { phase: "cancelling" } });
      result = await cancelSent(batchId);
    }
    state.set(result.outcome === "cancelled" && batchId !== undefined ? { state: "cancelled", batchId } : IDLE);
    events.onCancelled(batchId, order, result);
  };

  return {
    state,
    async start(order) {
      const before = state.get();
      if (before.state === "busy") return;
      await run(order, before.state === "failed" && before.batchId !== undefined ? lastAttempt : undefined);
    },
    async resume(batchId, order) {
      if (state.get().state !== "busy") await run(order, { batchId, order });
    },
    cancel,
    dismiss: () => state.set(IDLE),
  };
}

const startOf = ({ email, title = "", supplier = "", brands = [] }: UploadOrder): BatchStart => ({
  email,
  title,
  supplier,
  brands,
});

function explain(error: unknown): { message: string; skipped: readonly SkippedFile[] } {
  if (error instanceof ApiError) return { message: error.message, skipped: error.skipped };
  return { message: t("sent.failed"), skipped: [] };
}
