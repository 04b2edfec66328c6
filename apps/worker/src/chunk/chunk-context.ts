import type { BatchManifest, BatchStore, Control } from "@symphony/batch-store";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { isPartOver } from "../batch/part-batches.ts";
import type { PendingListWriter } from "../batch/pending-list-writer.ts";
import type { BrandFiles } from "../brands/brand-files.ts";
import type { BrandSource } from "../brands/brand-source.ts";
import type { Inspector } from "../inference/inspector.ts";
import type { WorkerMetrics } from "../worker-metrics.ts";
import type { ImageSource } from "./image-source.ts";
import type { ResultCache } from "./result-cache.ts";
import type { SingleFlight } from "./single-flight.ts";

/** How long a batch's control is trusted after it was read: a pause takes effect within this time. */
const CONTROL_MAX_AGE_MS = 1_000;

export interface ChunkDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  inspector: Pick<Inspector, "inspect">;
  images: ImageSource;
  brandFiles: Pick<BrandFiles, "sourcesOf">;
  cache: ResultCache;
  pendingLists: PendingListWriter;
  logger: Logger;
  metrics: WorkerMetrics;
  /** Whether all images are kept as long as their batch. */
  keepOriginals: boolean;
  /** Whether images that a later stage has not seen are kept for another threshold. */
  keepInspectedFiles: boolean;
  /** Whether the worker is stopping: images that are not begun yet are left to other workers. */
  isStopping(): boolean;
}

/** What the items of one chunk job share. */
export interface ChunkContext {
  manifest: BatchManifest;
  run: number;
  /** What is looked for; undefined: the brand of the installation. */
  brands: readonly BrandSource[] | undefined;
  /** Replaces the threshold of every stage. */
  threshold: number | undefined;
  /** Whether this run evaluates earlier results with the threshold, and inspects an image only where it has to. */
  reevaluates: boolean;
  /** When the control was last read, on the clock of `performance.now()`. */
  controlReadAt: number;
  /** Runs the work when the inference process has room for another image; files, URLs and single checks take turns. */
  inspecting<T>(work: () => Promise<T>): Promise<T>;
  singleFlight: SingleFlight;
}

/**
 * An item has its result, is left to others, is to be retried, is to be inspected with no other item in flight, or has
 * to wait for a host.
 */
export type ItemOutcome = "done" | "left" | "retry" | "isolate" | Deferred;

/** Undefined: the queue chooses the delay. */
export interface Deferred {
  deferMs: number | undefined;
}

/** Whether what is asked of a batch is this run. */
export const isAsked = ({ status, run }: Pick<Control, "status" | "run">, ofRun: number): boolean =>
  status === "processing" && run === ofRun;

/** Whether the batch still wants this run's items; asked before each item, hence cached for a moment. */
export async function isWanted(deps: ChunkDeps, chunk: ChunkContext): Promise<boolean> {
  if (performance.now() - chunk.controlReadAt < CONTROL_MAX_AGE_MS) return true;
  const { batch_id: batchId } = chunk.manifest;
  const control = await deps.store.control(batchId);
  // Of a batch that was removed nothing is asked, like of one that was never paused.
  const isThere = control.version > 0 || (await deps.store.isThere(batchId));
  const wanted = isThere && isAsked(control, chunk.run) && (await isPartWanted(deps, chunk.manifest));
  chunk.controlReadAt = wanted ? performance.now() : -Infinity;
  return wanted;
}

/** Without a result cache nobody would find what was checked ahead. */
const isPartWanted = async ({ store, cache }: ChunkDeps, manifest: BatchManifest): Promise<boolean> =>
  manifest.part_of === undefined || (cache.isOn && !(await isPartOver(store, manifest)));

/** Whether another item may be begun. */
export async function mayBegin(deps: ChunkDeps, chunk: ChunkContext): Promise<boolean> {
  return !deps.isStopping() && (await isWanted(deps, chunk));
}
