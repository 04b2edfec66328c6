import type { BatchManifest } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import type { ResultCache } from "./result-cache.ts";
import type { ImageSource } from "./image-source.ts";
import type { Inspector } from "../inference/inspector.ts";
import type { PendingListWriter } from "../batch/pending-list-writer.ts";
import type { WorkerMetrics } from "../worker-metrics.ts";

/** How long it is believed that a chunk is wanted: people who pause a batch wait no longer. */
const CONTROL_MAX_AGE_MS = 250;

export interface ChunkDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  inspector: Pick<Inspector, "inspect">;
  images: ImageSource;
  answers: ResultCache;
  pendingLists: PendingListWriter;
  logger: Logger;
  metrics: WorkerMetrics;
  /** Whether images that a later stage has not seen are kept for another threshold. */
  keepJudgedFiles: boolean;
  /** Whether the worker is about to stop: images not begun are left to others. */
  isStopping(): boolean;
}

/** A chunk in hand. */
export interface Chunk {
  manifest: BatchManifest;
  run: number;
  /** For every stage, where people applied another one than the stages' own. */
  threshold: number | undefined;
  /** When its control was last read, on the clock of `performance.now()`. */
  readAt: number;
  /** Does the work when there is room for one more image in the judging process. */
  judging<T>(seq: number, work: () => Promise<T>): Promise<T>;
}

/** Whether the chunk's images are still to be judged; asked before each, and the answer is believed for a moment. */
export async function isWanted(deps: ChunkDeps, chunk: Chunk): Promise<boolean> {
  if (performance.now() - chunk.readAt < CONTROL_MAX_AGE_MS) return true;
  const { status, run } = await deps.store.control(chunk.manifest.batch_id);
  const wanted = status === "processing" && run === chunk.run;
  chunk.readAt = wanted ? performance.now() : -Infinity;
  return wanted;
}
