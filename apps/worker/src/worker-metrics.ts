import type { DamageKind, ItemKind, MailDone } from "@symphony/batch-store";
import type { ErrorCategory, ResultColumns } from "@symphony/contract";
import type { Metrics } from "@symphony/service";

const STAGE_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4];
const ITEM_BUCKETS_S = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What a worker counts and measures. */
export interface WorkerMetrics {
  /** An item has its result, and this worker counted it. */
  finished(result: ResultColumns, kind: ItemKind): void;
  /** Milliseconds by stage. */
  stages(stageMs: Readonly<Record<string, number>>): void;
  retried(category: ErrorCategory): void;
  /** Recovery found something missing: items or a finish in the queue, counters in Redis, a mail. */
  recovered(action: "items" | "finish" | "counters" | "mail", count?: number): void;
  /** The self-check found something that contradicts itself. */
  damaged(kind: DamageKind): void;
  mailed(outcome: MailDone["outcome"] | "retry"): void;
}

export function createWorkerMetrics(metrics: Metrics): WorkerMetrics {
  const items = metrics.counter("items_total", "Images with a result", ["verdict", "category", "stage"]);
  const itemSeconds = metrics.histogram(
    "item_seconds",
    "Time from the start of an image to its result",
    ITEM_BUCKETS_S,
    ["kind"],
  );
  const stageSeconds = metrics.histogram("stage_seconds", "Time of a cascade stage for an image", STAGE_BUCKETS_S, [
    "stage",
  ]);
  const retries = metrics.counter("item_retries_total", "Images returned to the queue for a retry", ["category"]);
  const recoveries = metrics.counter("recovery_actions_total", "Missing things that recovery restored", ["action"]);
  const damages = metrics.counter("store_damages_total", "Contradictions that the daily self-check found", ["kind"]);
  const mails = metrics.counter("mails_total", "Mails by outcome", ["outcome"]);

  return {
    finished(result, kind) {
      items({ verdict: result.Is_Valid, category: result.Error_Category ?? "", stage: result.Detected_By ?? "" });
      itemSeconds(result.Processing_Ms / 1000, { kind });
    },
    stages(stageMs) {
      for (const [stage, ms] of Object.entries(stageMs)) stageSeconds(ms / 1000, { stage });
    },
    retried: (category) => retries({ category }),
    recovered: (action, count = 1) => recoveries({ action }, count),
    damaged: (kind) => damages({ kind }),
    mailed: (outcome) => mails({ outcome }),
  };
}
